package dev.tidemark.sdk;

import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call for its caller, made of as many calls to nodes as it takes. The first goes to the node
 * that suits best. Another node is asked as well when the answer is slow to come, and after a
 * failure that may pass. The first answer counts; calls that still run then are cancelled.
 */
final class Attempts {
  private static final int MOST_REPETITIONS = 3;
  private static final long FIRST_PAUSE_NANOS = 20_000_000;

  private final LookupCalls calls;
  private final GetOnlineFeaturesRequest request;
  private final Deadline deadline;
  private final Call call;
  private final int rows;
  private final CompletableFuture<GetOnlineFeaturesResponse> result = new CompletableFuture<>();
  private final Set<Node> asked = ConcurrentHashMap.newKeySet();
  private final Set<Answer<?, ?>> running = ConcurrentHashMap.newKeySet();

  /** The first one from the start; whoever takes the last away decides how to go on. */
  private final AtomicInteger underWay = new AtomicInteger(1);

  private final AtomicInteger repetitions = new AtomicInteger();

  /** Starts a call to a node. */
  interface Call {
    Answer<?, GetOnlineFeaturesResponse> to(Channel channel);
  }

  private Attempts(
      LookupCalls calls, GetOnlineFeaturesRequest request, Deadline deadline, Call call) {
    this.calls = calls;
    this.request = request;
    this.deadline = deadline;
    this.call = call;
    this.rows =
        request.getEntitiesMap().values().stream().findAny().map(c -> c.getValCount()).orElse(0);
  }

  /** The answer to come, or what gRPC throws; cancelling it cancels the calls. */
  static CompletableFuture<GetOnlineFeaturesResponse> start(
      LookupCalls calls, GetOnlineFeaturesRequest request, Deadline deadline, Call call) {
    Attempts attempts = new Attempts(calls, request, deadline, call);
    var unused =
        attempts.result.whenComplete(
            (response, failure) -> attempts.running.forEach(Answer::cancel));
    attempts.ask(calls.cluster().next(request, Set.of()));
    attempts.askAnotherIfSlow();
    return attempts.result;
  }

  private void ask(Node node) {
    asked.add(node);
    node.underWay().incrementAndGet();
    long begun = System.nanoTime();
    Answer<?, GetOnlineFeaturesResponse> answer = call.to(node.channel());
    running.add(answer);
    var unused =
        answer
            .future()
            .whenComplete((response, failure) -> {
              node.underWay().decrementAndGet();
              running.remove(answer);
              if (failure == null) {
                answered(response, System.nanoTime() - begun);
              } else {
                failed(node, failure);
              }
            });
    if (result.isDone()) {
      answer.cancel();
    }
  }

  private void answered(GetOnlineFeaturesResponse response, long nanos) {
    if (!result.isDone()) {
      calls.budget().succeeded();
      calls.delays().took(rows, nanos);
      if (response.getMetadata().getTidemarkCopiesCount() > 0) {
        calls.cluster().doubt();
      }
    }
    result.complete(response);
  }

  private void failed(Node node, Throwable failure) {
    boolean last = underWay.decrementAndGet() == 0;
    if (result.isDone()) {
      return;
    }
    Status.Code code = Status.fromThrowable(failure).getCode();
    // A node that stops cancels what it still works on
    boolean gone = code == Status.Code.UNAVAILABLE || code == Status.Code.CANCELLED;
    if (gone) {
      calls.cluster().doubt();
    }
    boolean refused = code == Status.Code.RESOURCE_EXHAUSTED;
    if (refused) {
      node.spare();
    }
    if (!(gone || refused) || (last && !repeated(gone))) {
      result.completeExceptionally(failure);
    }
  }

  /** Another node is asked at once, the same one after a pause. */
  private boolean repeated(boolean gone) {
    if (repetitions.get() == MOST_REPETITIONS) {
      return false;
    }
    Node next = calls.cluster().next(request, asked);
    boolean fresh = !asked.contains(next);
    long pause = fresh ? 0 : pause();
    if (pause >= deadline.timeRemaining(TimeUnit.NANOSECONDS)) {
      return false;
    }
    // Those whose node has just gone, or just refuses, may be more than the budget has; elsewhere
    // they do no harm
    boolean elsewhere = gone ? fresh || next.several() : fresh && !next.spared();
    boolean urgent = elsewhere && repetitions.get() == 0;
    if (!calls.budget().repetition(urgent)) {
      return false;
    }
    repetitions.incrementAndGet();
    underWay.incrementAndGet();
    if (fresh) {
      ask(next);
      return true;
    }
    return calls.later(pause, () -> ask(calls.cluster().next(request, asked))).isPresent();
  }

  private long pause() {
    double vary = ThreadLocalRandom.current().nextDouble(0.5, 1.5);
    return (long) ((FIRST_PAUSE_NANOS << repetitions.get()) * vary);
  }

  private void askAnotherIfSlow() {
    long delay = calls.delays().after(rows);
    if (calls.cluster().severalNodes()
        && delay < deadline.timeRemaining(TimeUnit.NANOSECONDS)
        && !result.isDone()) {
      calls
          .later(delay, this::askAnother)
          .ifPresent(timer -> {
            var unused = result.whenComplete((response, failure) -> timer.cancel(false));
          });
    }
  }

  private void askAnother() {
    Node next = calls.cluster().next(request, asked);
    boolean other = next.several() || !asked.contains(next);
    // Where no call is under way, a repetition is about to be
    if (other
        && underWay.get() > 0
        && calls.budget().second()
        && underWay.getAndUpdate(calls -> calls == 0 ? 0 : calls + 1) > 0) {
      ask(next);
    }
  }
}
