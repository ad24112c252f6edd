package dev.tidemark.model.feature;

import java.util.List;

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

  /** The same view with some of its features. */
  public View with(List<Feature> selected) {
    return new View(name, condition, ttl, selected);
  }
}
