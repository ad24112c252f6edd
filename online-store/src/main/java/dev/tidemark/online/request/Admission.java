package dev.tidemark.online.request;

import dev.tidemark.registry.definition.Settings.Limits;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets in the lookups that can be answered soon and refuses the others at once, whatever they came
 * by: while a node has more to do than it can, those that it answers stay fast. They are done by
 * threads of its own, or by those that bring them. One that waits for other nodes takes no place
 * meanwhile. Any thread.
 */
public final class Admission implements AutoCloseable {
  /** A wait that a burst of small lookups may have; it is within what a busy machine adds. */
  private static final long SHORT_NANOS = 5_000_000;

  /** A lookup that has waited for so long, behind ones that hang, is given up. */
  private static final long LONGEST_NANOS = 1_000_000_000;

  private static final long TURN_NANOS = 500_000;

  private static final int MOST_WAITING = 1_000;

  private static final long IDLE_SECONDS = 60;

  /** One lookup moves the mean by the difference over this. */
  private static final int MEAN_OF = 16;

  private final Limits limits;

  /** One for each lookup that is worked on. */
  private final Semaphore slots;

  /** Lookups that nobody works on yet. */
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** They end by themselves: after closing, those inside have to be answered. */
  private final Executor threads;

  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicLong meanNanos;
  private volatile boolean closed;

  /** For how long each thread has worked since it last let others run. */
  private final ThreadLocal<long[]> worked = ThreadLocal.withInitial(() -> new long[1]);

  public Admission(Limits limits) {
    this.limits = limits;
    slots = new Semaphore(limits.concurrent());
    // So long that none is let in for being short before it is known how long they take
    meanNanos = new AtomicLong(2 * SHORT_NANOS * limits.concurrent());
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            limits.concurrent(),
            limits.concurrent(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("tidemark-lookup-", 0).factory());
    workers.allowCoreThreadTimeOut(true);
    threads = workers;
  }

  /** How many lookups are worked on at once. */
  public int concurrent() {
    return limits.concurrent();
  }

  /**
   * Has a lookup done by another thread, or refuses it before this returns.
   *
   * @return its answer or failure, or a {@link RequestException} of status 429 or, when the node
   *     stops, 503
   */
  public <T> CompletableFuture<T> answer(Supplier<CompletableFuture<T>> lookup) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (enter(answer)) {
      await(lookup, answer);
    }
    return answer;
  }

  /**
   * The same, done by this thread where nobody waits and fewer than may be are worked on: to hand a
   * small lookup over takes longer than to answer it.
   */
  public <T> CompletableFuture<T> answerHere(Supplier<CompletableFuture<T>> lookup) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (!enter(answer)) {
      return answer;
    }
    if (waiting.isEmpty() && slots.tryAcquire()) {
      try {
        run(lookup, System.nanoTime(), answer);
      } finally {
        slots.release();
      }
      callWorker();
    } else {
      await(lookup, answer);
    }
    return answer;
  }

  /** Whether a lookup is let in; its refusal otherwise is its answer. */
  private boolean enter(CompletableFuture<?> answer) {
    if (closed) {
      answer.completeExceptionally(stopping());
      return false;
    }
    if (!mayWait(inside.getAndIncrement())) {
      inside.decrementAndGet();
      answer.completeExceptionally(tooMany());
      return false;
    }
    return true;
  }

  private <T> void await(Supplier<CompletableFuture<T>> lookup, CompletableFuture<T> answer) {
    long asked = System.nanoTime();
    Supplier<CompletableFuture<T>> traced = LookupTrace.carried(lookup);
    waiting.add(() -> run(traced, asked, answer));
    callWorker();
  }

  /** Whoever gives a slot back calls as well, so that nobody waits beside a free one. */
  private void callWorker() {
    if (!waiting.isEmpty() && slots.availablePermits() > 0) {
      threads.execute(this::work);
    }
  }

  private void work() {
    while (!waiting.isEmpty() && slots.tryAcquire()) {
      try {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
          next.run();
        }
      } finally {
        slots.release();
      }
    }
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

  private <T> void run(
      Supplier<CompletableFuture<T>> lookup, long asked, CompletableFuture<T> answer) {
    long start = System.nanoTime();
    try {
      if (start - asked > LONGEST_NANOS) {
        answer.completeExceptionally(tooMany());
      } else {
        var _ = lookup.get().whenComplete((done, failure) -> end(answer, done, failure));
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

  private static <T> void end(
      CompletableFuture<T> answer, @Nullable T done, @Nullable Throwable failure) {
    if (failure == null) {
      answer.complete(done);
    } else {
      answer.completeExceptionally(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
    }
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
    return RequestException.tooMany(
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

  private static RequestException stopping() {
    return new RequestException(503, "FeastError", "Cannot look up: the node is stopping");
  }

  /** Lets nobody in any more; those inside are answered. */
  @Override
  public void close() {
    closed = true;
  }
}
