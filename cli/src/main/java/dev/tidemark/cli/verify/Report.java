package dev.tidemark.cli.verify;

import java.util.List;

/**
 * What a verification found.
 *
 * @param rows how many (key, T) pairs were asked about
 * @param seed by which they were drawn
 * @param seconds it took
 * @param features one for each feature that was asked for
 * @param differences the first ones of each feature
 */
public record Report(
    int rows, long seed, double seconds, List<Tally> features, List<Difference> differences) {
  public Report {
    features = List.copyOf(features);
    differences = List.copyOf(differences);
  }

  public long compared() {
    return features.stream().mapToLong(Tally::compared).sum();
  }

  public long differing() {
    return features.stream().mapToLong(Tally::differing).sum();
  }

  /** How many values changed too often about T to be judged. */
  public long changedTooOften() {
    return features.stream().mapToLong(Tally::changedTooOften).sum();
  }
}
