package dev.tidemark.offline.duckdb;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * DuckDB that opens on a thread of its own, while something else is done: the first of a process
 * takes some tenths of a second. Whoever takes it closes it; otherwise it goes with this.
 */
public final class OpeningDuck implements AutoCloseable {
  /** Of the memory; the rest is for what is on its way through Java, and for Java itself. */
  private static final int DUCKDB_TENTHS = 6;

  private final CompletableFuture<Duck> opening = new CompletableFuture<>();
  private boolean taken;

  private OpeningDuck(long memory) {
    Thread.ofVirtual().start(() -> open(memory * DUCKDB_TENTHS / 10));
  }

  /**
   * Begins to open it.
   *
   * @param memory about how many bytes to use before spilling to disk
   */
  public static OpeningDuck begin(long memory) {
    return new OpeningDuck(memory);
  }

  private void open(long memory) {
    try {
      opening.complete(new Duck(memory));
    } catch (IOException | SQLException | RuntimeException | Error e) {
      opening.completeExceptionally(e);
    }
  }

  /** Waits until it is open. */
  Duck take() throws SQLException, IOException {
    taken = true;
    try {
      return opening.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case IOException failure -> throw failure;
        case SQLException failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }

  @Override
  public void close() {
    if (!taken) {
      try {
        take().close();
      } catch (SQLException | IOException | RuntimeException e) {
        // Nobody wanted it: why it was not taken is what is told
      }
    }
  }
}
