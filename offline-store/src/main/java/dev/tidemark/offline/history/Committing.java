package dev.tidemark.offline.history;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Commits in a thread of its own, one at a time. For one other thread. */
final class Committing implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("history commit").factory());
  private Future<?> last = CompletableFuture.completedFuture(null);

  /** Something that ends in a commit. */
  @FunctionalInterface
  interface Commit {
    void run() throws IOException;
  }

  /** Begins a commit; the result of the one before was taken. */
  void begin(Commit commit) {
    last =
        thread.submit(() -> {
          commit.run();
          return null;
        });
  }

  /** Whether there is no commit that still runs; waits for its end. */
  boolean ended(Duration atMost) throws IOException {
    try {
      last.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      throw interrupted();
    }
    return true;
  }

  /** Waits for the commit, and throws what it has thrown, once. */
  void result() throws IOException {
    Future<?> ended = last;
    last = CompletableFuture.completedFuture(null);
    try {
      ended.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("Interrupted while committing history");
  }

  /** Waits for a commit that still runs, so that the next writer finds the table at rest. */
  @Override
  public void close() {
    thread.close();
  }
}
