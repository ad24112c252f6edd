package dev.tidemark.registry.definition;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Features of one entity from one source.
 *
 * @param where a CEL condition on the events that enter the view
 * @param ttl of latest features; zero for none
 */
public record FeatureView(
    String name,
    String entity,
    String source,
    Optional<String> where,
    Duration ttl,
    List<FeatureDefinition> features,
    Meta meta) {
  public FeatureView {
    features = List.copyOf(features);
  }
}
