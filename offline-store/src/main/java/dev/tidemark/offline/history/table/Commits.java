package dev.tidemark.offline.history.table;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;

/** Commits changes of a table again when another's commit came in between. */
public final class Commits {
  private static final int TRIES = 20;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private Commits() {}

  /**
   * Runs a change until it is committed. Each time it sees the table as it is by then, and does
   * nothing when there is nothing to do any more. Whether a change was committed is certain, or the
   * exception says that it is not.
   */
  public static void retry(Table table, Runnable change) {
    for (int tries = 1; ; tries++) {
      table.refresh();
      try {
        change.run();
        return;
      } catch (CommitFailedException e) {
        if (tries == TRIES) {
          throw e;
        }
        pause(e);
      }
    }
  }

  /** For a random time, so that two that met do not meet again. */
  private static void pause(CommitFailedException reason) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(1, LONGEST_PAUSE.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw reason;
    }
  }
}
