package dev.tidemark.model.feature;

import java.util.List;
import java.util.Optional;

/**
 * A feature view, resolved against the rows of its feature log.
 *
 * @param condition the view's {@code where}, or -1
 * @param ttl of latest features in microseconds, 0 for none
 */
public record View(String name, int condition, long ttl, List<Feature> features) {
  public View {
    features = List.copyOf(features);
  }

  public Optional<Feature> feature(String feature) {
    return features.stream().filter(f -> f.name().equals(feature)).findFirst();
  }
}
