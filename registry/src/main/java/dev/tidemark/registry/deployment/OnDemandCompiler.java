package dev.tidemark.registry.deployment;

import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.expression.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compiles the expressions of on-demand feature views, once for a deployment. */
final class OnDemandCompiler {
  private OnDemandCompiler() {}

  /**
   * The on-demand views by name.
   *
   * @param views the feature views by name
   */
  static Map<String, OnDemandView> compile(Definitions definitions, Map<String, Join> views) {
    Map<String, List<Column>> features = new LinkedHashMap<>();
    views.forEach((name, join) ->
        features.put(
            name, join.features().stream().map(f -> new Column(f.name(), f.type())).toList()));
    definitions
        .onDemandViews()
        .forEach(view ->
            features.put(
                view.name(),
                view.features().stream().map(f -> new Column(f.name(), f.type())).toList()));
    Map<String, OnDemandView> compiled = new LinkedHashMap<>();
    for (OnDemandFeatureView view : definitions.onDemandViews()) {
      compiled.put(view.name(), compile(view, features));
    }
    return compiled;
  }

  private static OnDemandView compile(
      OnDemandFeatureView view, Map<String, List<Column>> features) {
    List<Column> columns = new ArrayList<>(view.request());
    for (String input : view.inputs()) {
      for (Column feature : features.getOrDefault(input, List.of())) {
        columns.add(new Column(input + "." + feature.name(), feature.type()));
      }
    }
    Scope scope = new Scope(columns);
    List<OnDemandView.Feature> compiled = new ArrayList<>();
    for (OnDemandFeatureView.Feature feature : view.features()) {
      compiled.add(
          new OnDemandView.Feature(
              feature.name(),
              feature.type(),
              feature.expression(),
              scope.compile(feature.expression(), feature.type())));
    }
    return new OnDemandView(view.name(), view.inputs(), compiled);
  }
}
