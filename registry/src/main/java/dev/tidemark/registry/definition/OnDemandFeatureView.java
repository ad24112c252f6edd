package dev.tidemark.registry.definition;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.util.List;

/**
 * Features that are computed when they are asked for.
 *
 * @param inputs the feature views, also on-demand ones, whose features expressions may use as
 *     {@code view.feature}
 * @param request columns that the request or the spine brings, used by their names
 */
public record OnDemandFeatureView(
    String name, List<String> inputs, List<Column> request, List<Feature> features, Meta meta) {
  public OnDemandFeatureView {
    inputs = List.copyOf(inputs);
    request = List.copyOf(request);
    features = List.copyOf(features);
  }

  /** {@code {name, type, expression}}: a CEL expression. */
  public record Feature(String name, ValueType type, String expression, Meta meta) {}
}
