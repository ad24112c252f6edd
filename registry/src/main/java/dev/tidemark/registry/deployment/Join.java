package dev.tidemark.registry.deployment;

import dev.tidemark.model.feature.View;
import java.util.List;

/**
 * A view joined to a request or a spine.
 *
 * @param alias the name under which the view appears
 * @param keyNames the request's columns that hold the entity's key, in the order of its fields
 */
public record Join(FeatureLog log, View view, String alias, List<String> keyNames) {
  public Join {
    keyNames = List.copyOf(keyNames);
  }
}
