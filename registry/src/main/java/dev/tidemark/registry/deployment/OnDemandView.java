package dev.tidemark.registry.deployment;

import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.expression.Expression;
import java.util.List;

/**
 * An on-demand feature view, its expressions compiled.
 *
 * @param inputs the names of the views whose features it uses
 */
public record OnDemandView(String name, List<String> inputs, List<Feature> features) {
  public OnDemandView {
    inputs = List.copyOf(inputs);
    features = List.copyOf(features);
  }

  /**
   * A feature that an expression gives.
   *
   * @param text of the expression
   * @param expression over the request's columns by their names and the features of the inputs as
   *     {@code view.feature}
   */
  public record Feature(String name, ValueType type, String text, Expression expression) {}
}
