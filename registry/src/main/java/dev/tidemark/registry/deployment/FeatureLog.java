package dev.tidemark.registry.deployment;

import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.Source;

/** The log of one source's events for one entity, and what its views need of it. */
public record FeatureLog(Source source, Entity entity, String topic, LogPlan plan) {

  /** The name of its history table. */
  public String table() {
    return source.name() + "__" + entity.name();
  }
}
