package dev.tidemark.offline.flight;

import java.time.Duration;

/** Waits until all that was published before is in the history. */
@FunctionalInterface
public interface CaughtUp {
  /** Returns false when it takes longer. */
  boolean await(Duration timeout);
}
