package dev.tidemark.cli.skew;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.time.Micros;
import java.util.EnumMap;
import java.util.Map;

/** How what was served of a feature differs from what should have been. */
public final class FeatureSkew {
  private final String feature;
  private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);

  /** By whether what was served is null, and whether what should have been is. */
  private final long[][] nulls = new long[2][2];

  private final Spread errors = new Spread();
  private final Spread staleness = new Spread();

  /**
   * Nothing compared yet.
   *
   * @param feature {@code view:feature}
   */
  FeatureSkew(String feature) {
    this.feature = feature;
  }

  void add(Verdict verdict, FeatureValue served, FeatureValue should) {
    verdicts.merge(verdict, 1L, Long::sum);
    if (verdict == Verdict.INVALID || verdict == Verdict.CHANGED_TOO_OFTEN) {
      return;
    }
    nulls[served.value() == null ? 1 : 0][should.value() == null ? 1 : 0]++;
    if (served.value() instanceof Number some && should.value() instanceof Number other) {
      errors.add(error(some.doubleValue(), other.doubleValue()));
    }
    if (served.eventTime() != Micros.NONE && should.eventTime() != Micros.NONE) {
      staleness.add((should.eventTime() - served.eventTime()) / 1e6);
    }
  }

  /** Relative to the larger one, so that it has a value also where the other one is zero. */
  private static double error(double served, double should) {
    if (Double.compare(served, should) == 0 || served == should) {
      return 0;
    }
    double error = Math.abs(served - should) / Math.max(Math.abs(served), Math.abs(should));
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }

  private long count(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0L);
  }

  /** Its reference: {@code view:feature}. */
  public String feature() {
    return feature;
  }

  public long compared() {
    return equal() + inFlight() + differing();
  }

  public long equal() {
    return count(Verdict.EQUAL);
  }

  /** How often events were on their way that explain it. */
  public long inFlight() {
    return count(Verdict.IN_FLIGHT);
  }

  public long differing() {
    return count(Verdict.DIFFERENT);
  }

  /** How often so many events came about T that it cannot be told; they are not compared. */
  public long changedTooOften() {
    return count(Verdict.CHANGED_TOO_OFTEN);
  }

  /** How often a lookup said that it has no answer. */
  public long invalid() {
    return count(Verdict.INVALID);
  }

  /** How often this and that was compared: whether the served one is null, and the other one. */
  public long nulls(boolean served, boolean should) {
    return nulls[served ? 1 : 0][should ? 1 : 0];
  }

  /** |served − should| relative to the larger of both, where both are numbers. */
  public Spread errors() {
    return errors;
  }

  /** By how many seconds the event behind the served value is older than it should have been. */
  public Spread staleness() {
    return staleness;
  }
}
