package dev.tidemark.online.fold;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.online.state.LogRows;
import java.time.Duration;

/**
 * Waits for schemas. The rows of a new version may be in the log a moment before this node has
 * heard of the version.
 */
final class NewRows {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private NewRows() {}

  /**
   * The row that the bytes hold.
   *
   * @throws IllegalArgumentException when its schema has not become known in time
   */
  static LogRow read(LogRows rows, byte[] bytes, long position, long arrival) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return rows.read(bytes, position, arrival);
      } catch (IllegalArgumentException unknown) {
        if (System.nanoTime() > deadline) {
          throw unknown;
        }
        pause(unknown);
      }
    }
  }

  private static void pause(IllegalArgumentException unknown) {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown;
    }
  }
}
