package dev.tidemark.cli.publish;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets so many steps pass a second, evenly. */
final class Pace {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private final int rate;
  private final long start = System.nanoTime();
  private long steps;

  /**
   * @param rate steps a second, or 0 for no limit
   */
  Pace(int rate) {
    this.rate = rate;
  }

  void next() {
    if (rate <= 0) {
      return;
    }
    long due = start + (long) ((double) steps * SECOND / rate);
    steps++;
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }
}
