package dev.tidemark.offline.flight;

import dev.tidemark.offline.ExportProgress;
import dev.tidemark.offline.ExportRequest;
import dev.tidemark.offline.SpineSource;
import dev.tidemark.offline.duckdb.ArrowRows;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.registry.deployment.Deployment;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts training sets from spines that have come in: few at once, and some others wait. */
final class Exports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exports.class);

  /** How long the history may take to catch up. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private static final Duration STOPPING = Duration.ofSeconds(10);

  /**
   * How many.
   *
   * @param running at once
   * @param waiting for that, or for the history
   */
  record Limits(int running, int waiting) {
    static final Limits USUAL = new Limits(2, 16);
  }

  private final FlightServer.Parts parts;
  private final Limits limits;
  private final Semaphore places;
  private final Semaphore turns;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("tidemark-flight-export-", 0).factory());

  Exports(FlightServer.Parts parts, Limits limits) {
    this.parts = parts;
    this.limits = limits;
    places = new Semaphore(limits.running + limits.waiting);
    turns = new Semaphore(limits.running, true);
  }

  /**
   * Answers a call, soon; the spine is closed then.
   *
   * @throws io.grpc.StatusRuntimeException when too many wait; the spine stays as it was
   */
  void start(Answer answer, Spines spine) {
    if (!places.tryAcquire()) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription(
              "Cannot cut a training set now: %d are being cut and %d wait; try again later"
                  .formatted(limits.running, limits.waiting))
          .asRuntimeException();
    }
    StagedSpine taken;
    try {
      taken = spine.take();
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
    Task task = new Task(answer, taken);
    answer.is(threads.submit(task));
  }

  /** Gives a spine, or says why not. */
  @FunctionalInterface
  interface Spines {
    StagedSpine take();
  }

  private final class Task implements Runnable {
    private final Answer answer;
    private final StagedSpine spine;

    Task(Answer answer, StagedSpine spine) {
      this.answer = answer;
      this.spine = spine;
    }

    @Override
    public void run() {
      try {
        answer(answer, spine);
      } finally {
        places.release();
      }
    }
  }

  private void answer(Answer answer, StagedSpine spine) {
    try (spine) {
      if (spine.command().fresh()) {
        awaitHistory(answer);
      }
      turns.acquire();
      try {
        export(answer, spine);
      } finally {
        turns.release();
      }
      answer.complete();
    } catch (InterruptedException e) {
      fail(answer, new CancellationException("interrupted"));
    } catch (RuntimeException | Error e) {
      fail(answer, e);
    }
  }

  private static void fail(Answer answer, Throwable failure) {
    if (answer.cancelled()) {
      LOG.debug("A client has gone before it had its training set", failure);
    } else {
      answer.fail(failure);
    }
  }

  private void awaitHistory(Answer answer) {
    Duration patience = answer.patience(LONGEST_WAIT);
    boolean there = parts.caughtUp().await(patience);
    answer.check();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
    if (!there) {
      throw Status.UNAVAILABLE
          .withDescription(
              "Cannot cut the training set: the history has not caught up within %d s; see"
                      .formatted(patience.toSeconds())
                  + " tidemark status, or take it as it is with no_wait")
          .asRuntimeException();
    }
  }

  private void export(Answer answer, StagedSpine spine) {
    answer.check();
    Command command = spine.command();
    Deployment deployment =
        parts
            .deployed()
            .get()
            .orElseThrow(() ->
                Status.UNAVAILABLE
                    .withDescription("Cannot cut a training set: nothing is deployed yet")
                    .asRuntimeException());
    Opened rows = new Opened(spine);
    ExportRequest request =
        new ExportRequest(
            deployment,
            command.choice(),
            new SpineSource.Stream(rows),
            Path.of(""),
            command.options());
    try {
      parts.sets().stream(request, whileThere(answer), answer::send);
    } catch (RuntimeException e) {
      rows.refuse();
      throw e;
    }
  }

  /** A spine that is read, which may turn out not to be readable. */
  private static final class Opened implements ArrowRows {
    private final StagedSpine spine;
    private @Nullable SpineReader reader;

    Opened(StagedSpine spine) {
      this.spine = spine;
    }

    @Override
    public ArrowReader open(BufferAllocator memory) throws IOException {
      reader = spine.read(memory);
      return reader;
    }

    /** Puts a failure to the client's account if it is the spine's. */
    void refuse() {
      if (reader != null) {
        reader
            .problem()
            .ifPresent(problem -> {
              throw new ExportException("Cannot read the spine: " + problem.getMessage(), problem);
            });
      }
    }
  }

  /** Ends an export that nobody waits for any more. */
  private static ExportProgress whileThere(Answer answer) {
    return new ExportProgress() {
      @Override
      public void begin(long steps) {
        answer.check();
      }

      @Override
      public void step(long by) {
        answer.check();
      }
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(STOPPING.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("A training set is still being cut; it ends with the process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
