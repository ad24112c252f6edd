package dev.tidemark.online.fold;

import java.time.Duration;

/**
 * When a partition's changes are stored, and when they are committed: within milliseconds while the
 * task keeps up, and later the further behind it is, by a tenth of that. Each key is then written
 * once for more events, and the task catches up sooner. For one thread; times are milliseconds
 * since the epoch.
 */
final class FoldPace {
  private static final long READABLE_AFTER = 5;
  private static final long COMMITTED_AFTER = 100;

  /** The longest that changes wait; Kafka Streams commits as often at the least. */
  static final Duration LATEST = Duration.ofSeconds(1);

  /** Less may be the difference of the node's clock and the broker's. */
  private static final long BEHIND = 500;

  private static final int PARTS = 10;

  private long late;
  private boolean changed;
  private long stored;
  private long committed;

  /**
   * A record was folded.
   *
   * @param appended when the broker got it
   */
  void folded(long now, long appended) {
    long behind = now - appended;
    late = behind < BEHIND ? 0 : Math.min(behind / PARTS, LATEST.toMillis());
    changed = true;
  }

  /** Whether changes are to be stored now; asked again and again. */
  boolean toStore(long now) {
    if (now - stored < Math.max(READABLE_AFTER, late)) {
      return false;
    }
    stored = now;
    return true;
  }

  /** Whether there is something to be committed now. */
  boolean toCommit(long now) {
    if (!changed || now - committed < Math.max(COMMITTED_AFTER, late)) {
      return false;
    }
    changed = false;
    committed = now;
    return true;
  }
}
