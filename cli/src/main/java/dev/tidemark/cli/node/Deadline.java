package dev.tidemark.cli.node;

import java.time.Duration;

/** A moment after which waiting is pointless. */
record Deadline(long nanos) {

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean isOver() {
    return System.nanoTime() - nanos >= 0;
  }
}
