package dev.tidemark.online.http;

import java.time.Duration;
import java.util.Optional;

/** How the node is that serves. Any thread, at any time. */
public interface NodeStatus {

  /** Whether it can answer lookups. */
  boolean ready();

  /**
   * Waits until every job has caught up with the end that its logs had at the call.
   *
   * @return false when it did not within the timeout
   */
  boolean awaitCaughtUp(Duration timeout);

  /** The jobs with their states, inputs and lags: records, lists, maps, texts and numbers. */
  Object report();

  /** The version that it answers from; empty before the first. */
  default Optional<Deployed> deployed() {
    return Optional.empty();
  }
}
