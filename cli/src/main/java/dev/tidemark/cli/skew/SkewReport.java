package dev.tidemark.cli.skew;

import dev.tidemark.cli.verify.Difference;
import java.util.List;

/**
 * How what lookups of a service were answered differs from what they should have been.
 *
 * @param rows that were compared
 * @param seconds it took
 * @param features one for each that was served
 * @param differences the first ones of each feature
 */
public record SkewReport(
    String service,
    long rows,
    double seconds,
    List<FeatureSkew> features,
    List<Difference> differences) {
  public SkewReport {
    features = List.copyOf(features);
    differences = List.copyOf(differences);
  }

  public long compared() {
    return features.stream().mapToLong(FeatureSkew::compared).sum();
  }

  public long differing() {
    return features.stream().mapToLong(FeatureSkew::differing).sum();
  }

  public long changedTooOften() {
    return features.stream().mapToLong(FeatureSkew::changedTooOften).sum();
  }
}
