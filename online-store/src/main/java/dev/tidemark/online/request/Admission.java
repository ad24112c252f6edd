package dev.tidemark.online.request;

import dev.tidemark.registry.definition.Settings.Limits;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Lets in the lookups that can be answered soon and refuses the others at once, whatever they came
 * by: while a node has more to do than it can, those that it answers stay fast. Threads of its own
 * do the work. Any thread.
 */
public final class Admission implements AutoCloseable {
  /** A wait that a burst of small lookups may have; it is within what a busy machine adds. */
  private static final long SHORT_NANOS = 2_000_000;

  /** A lookup that has waited for so long, behind ones that hang, is given up. */
  private static final long LONGEST_NANOS = 1_000_000_000;

  private static final long TURN_NANOS = 500_000;

  private static final int MOST_WAITING = 1_000;

  /** One lookup moves the mean by the difference over this. */
  private static final int MEAN_OF = 16;

  private final Limits limits;
  private final ExecutorService threads;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicLong meanNanos;

  /** For how long each thread has worked since it last let others run. */
  private final ThreadLocal<long[]> worked = ThreadLocal.withInitial(() -> new long[1]);

  public Admission(Limits limits) {
    this.limits = limits;
    // So long that none is let in for being short before it is known how long they take
    meanNanos = new AtomicLong(2 * SHORT_NANOS * limits.concurrent());
    threads =
        Executors.newFixedThreadPool(
            limits.concurrent(),
            Thread.ofPlatform().daemon().name("tidemark-lookup-", 0).factory());
  }

  /**
   * Has a lookup done, or refuses it before this returns.
   *
   * @return its answer or failure, or a {@link RequestException} of status 429 or, when the node
   *     stops, 503
   */
  public <T> CompletableFuture<T> answer(Supplier<T> lookup) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (!mayWait(inside.getAndIncrement())) {
      inside.decrementAndGet();
      answer.completeExceptionally(tooMany());
      return answer;
    }
    long asked = System.nanoTime();
    Supplier<T> traced = LookupTrace.carried(lookup);
    try {
      threads.execute(() -> run(traced, asked, answer));
    } catch (RejectedExecutionException e) {
      inside.decrementAndGet();
      answer.completeExceptionally(
          new RequestException(503, "FeastError", "Cannot look up: the node is stopping"));
    }
    return answer;
  }

  /** The refusal that a lookup would get now, at no cost. */
  public Optional<RequestException> refusal() {
    return mayWait(inside.get()) ? Optional.empty() : Optional.of(tooMany());
  }

  /** Whether one may come in behind so many others. */
  private boolean mayWait(int others) {
    long ahead = others - limits.concurrent() + 1L;
    return ahead <= limits.waiting()
        || (ahead <= MOST_WAITING && ahead * meanNanos.get() / limits.concurrent() <= SHORT_NANOS);
  }

  private <T> void run(Supplier<T> lookup, long asked, CompletableFuture<T> answer) {
    long start = System.nanoTime();
    try {
      if (start - asked > LONGEST_NANOS) {
        answer.completeExceptionally(tooMany());
      } else {
        answer.complete(lookup.get());
      }
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    } finally {
      inside.decrementAndGet();
      long mean = meanNanos.get();
      meanNanos.set(mean + (System.nanoTime() - start - mean) / MEAN_OF);
    }
    takeTurns(System.nanoTime() - start);
  }

  /**
   * Lets others run when a thread has worked for long enough: on a machine with few processors,
   * what reads, refuses and writes would else wait for its time slice.
   */
  @SuppressWarnings("ThreadPriorityCheck") // it is right without, and then slower
  private void takeTurns(long nanos) {
    long[] own = worked.get();
    own[0] += nanos;
    if (own[0] > TURN_NANOS) {
      own[0] = 0;
      Thread.yield();
    }
  }

  private RequestException tooMany() {
    return new RequestException(
        429,
        "FeastError",
        ("Cannot look up now: the node works on %d lookups and too many others wait; try again"
                + " soon, ask other nodes, or raise serving.max_waiting_lookups")
            .formatted(limits.concurrent()));
  }

  /**
   * Refuses a request with too many rows.
   *
   * @throws RequestException that names the limit
   */
  public FeatureRequest checked(FeatureRequest request) {
    int rows = request.rows();
    if (rows > limits.rows()) {
      throw RequestException.unfit(
          ("Cannot look up %d rows at once: a request may have %d; split it, or raise"
                  + " serving.max_rows")
              .formatted(rows, limits.rows()));
    }
    return request;
  }

  /** Lets nobody in any more; those inside are answered. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
