package dev.tidemark.registry.deployment;

import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.Source;
import java.util.List;

/** The log of one source's events for one entity, and what its views need of it. */
public record FeatureLog(Source source, Entity entity, String topic, LogPlan plan)
    implements RowLog {

  @Override
  public String table() {
    return source.name() + "__" + entity.name();
  }

  @Override
  public List<Column> keys() {
    return entity.keys();
  }

  @Override
  public List<RowSchema> schemas() {
    return plan.schemas();
  }
}
