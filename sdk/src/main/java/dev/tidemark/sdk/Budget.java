package dev.tidemark.sdk;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls may be made beyond one for each lookup. Each success earns a part of one; ten can
 * be saved, and are there at the start. Any thread.
 */
final class Budget {
  private static final int ONE = 1_000;
  private static final int MOST = 10 * ONE;

  /** A slow call may still be answered, a failed one not: half is kept for those. */
  private static final int KEPT = MOST / 2;

  private final int earned;
  private final AtomicInteger left;

  /**
   * A full budget.
   *
   * @param ratio calls that a success earns; 0 for a budget of nothing
   */
  Budget(double ratio) {
    earned = (int) Math.round(ratio * ONE);
    left = new AtomicInteger(earned == 0 ? 0 : MOST);
  }

  void succeeded() {
    if (left.get() < MOST) {
      left.updateAndGet(before -> Math.min(MOST, before + earned));
    }
  }

  /** Takes a call to a second node, if there is one. */
  boolean second() {
    return take(KEPT + ONE);
  }

  /**
   * Takes a repetition, if there is one.
   *
   * @param urgent whether it may be made when there is none, unless this is a budget of nothing
   */
  boolean repetition(boolean urgent) {
    return take(ONE) || (urgent && earned > 0);
  }

  private boolean take(int least) {
    return left.getAndUpdate(before -> before < least ? before : before - ONE) >= least;
  }
}
