package dev.tidemark.cli.verify;

import java.util.EnumMap;
import java.util.Map;

/** How often each verdict was given on a feature. */
public final class Tally {
  private final String feature;
  private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);

  /**
   * @param feature {@code view:feature}
   */
  Tally(String feature) {
    this.feature = feature;
  }

  void add(Verdict verdict) {
    counts.merge(verdict, 1L, Long::sum);
  }

  /** The feature's reference: {@code view:feature}. */
  public String feature() {
    return feature;
  }

  long count(Verdict verdict) {
    return counts.getOrDefault(verdict, 0L);
  }

  /** How many values were compared: the others have a good reason to be different. */
  public long compared() {
    return equal() + differing();
  }

  public long equal() {
    return count(Verdict.EQUAL);
  }

  public long differing() {
    return count(Verdict.DIFFERENT);
  }

  /** How often the lookup said what was so before an event came that the history has by now. */
  public long notYetArrived() {
    return count(Verdict.NOT_YET_ARRIVED);
  }

  /** How often a lookup refused, for there was an event newer than T. */
  public long aheadOfTime() {
    return count(Verdict.AHEAD_OF_TIME);
  }

  /**
   * How often so many events came meanwhile that it cannot be told whether the lookup was right.
   */
  public long changedTooOften() {
    return count(Verdict.CHANGED_TOO_OFTEN);
  }
}
