package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.Explained;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the features of a training set rest on.
 *
 * @param rows of the spine
 * @param features the stored features, in the order of their columns
 */
public record Explanation(long rows, List<Feature> features) {
  /** From this share on, event time says more than was known. */
  private static final double OFTEN = 0.01;

  public Explanation {
    features = List.copyOf(features);
  }

  /**
   * A feature. The shares are of the rows, from 0 to 1.
   *
   * @param nulls whose value is null though the key is there
   * @param missing whose key has no row in the view
   * @param expired whose newest row is older than the ttl
   * @param age how long before T the newest row of the view happened, where there is one
   * @param changed whose value would have been another at T, for what arrived after it
   */
  public record Feature(
      String column,
      String reference,
      double nulls,
      double missing,
      double expired,
      Optional<Age> age,
      double changed) {

    /** Whether training by event time alone is optimistic. */
    public boolean optimistic() {
      return changed >= OFTEN;
    }
  }

  /** Quantiles. */
  public record Age(Duration least, Duration median, Duration p90, Duration p99, Duration most) {
    private static Age of(Explained.Age age) {
      return new Age(
          micros(age.least()),
          micros(age.median()),
          micros(age.p90()),
          micros(age.p99()),
          micros(age.most()));
    }

    private static Duration micros(long micros) {
      return Duration.of(micros, ChronoUnit.MICROS);
    }
  }

  static Explanation of(long rows, Plan plan, Map<String, Explained> explained) {
    List<Feature> features = new ArrayList<>();
    for (AddedColumn column : plan.columns()) {
      Explained of = explained.get(column.id());
      if (of != null && column.horizon().isZero()) {
        double all = Math.max(1, of.rows());
        features.add(
            new Feature(
                column.name(),
                column.feature().reference(),
                of.nulls() / all,
                of.missing() / all,
                of.expired() / all,
                of.age().map(Age::of),
                of.changed() / all));
      }
    }
    return new Explanation(rows, features);
  }
}
