package dev.tidemark.cli.export;

import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param attempts of each call, at most
 * @param pause before the second attempt; before each further one twice as long
 * @param timeout of one attempt
 */
record Patience(int attempts, Duration pause, Duration timeout) {
  static final Patience DEFAULT = new Patience(4, Duration.ofMillis(500), Duration.ofSeconds(30));

  Duration pauseAfter(int attempt) {
    return pause.multipliedBy(1L << (attempt - 1));
  }
}
