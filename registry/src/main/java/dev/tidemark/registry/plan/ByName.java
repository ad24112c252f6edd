package dev.tidemark.registry.plan;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.Source;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Definitions by their names, in their order. */
final class ByName {
  private final Map<String, Entity> entities;
  private final Map<String, Source> sources;
  private final Map<String, Map<String, Column>> columns = new HashMap<>();
  private final Map<String, FeatureView> views;
  private final Map<String, OnDemandFeatureView> onDemand;
  private final Map<String, FeatureService> services;
  private final Map<String, Map<String, ValueType>> types = new HashMap<>();

  ByName(Definitions definitions) {
    entities = index(definitions.entities(), Entity::name);
    sources = index(definitions.sources(), Source::name);
    sources.forEach((name, source) -> columns.put(name, index(source.allColumns(), Column::name)));
    views = index(definitions.views(), FeatureView::name);
    onDemand = index(definitions.onDemandViews(), OnDemandFeatureView::name);
    services = index(definitions.services(), FeatureService::name);
    views.forEach((name, view) -> types.put(name, types(view)));
    onDemand.forEach((name, view) -> types.put(name, types(view)));
  }

  static <T> Map<String, T> index(List<T> all, Function<T, String> name) {
    Map<String, T> index = new LinkedHashMap<>();
    all.forEach(object -> index.put(name.apply(object), object));
    return index;
  }

  private Map<String, ValueType> types(FeatureView view) {
    Map<String, ValueType> types = new LinkedHashMap<>();
    for (FeatureDefinition feature : view.features()) {
      types.put(
          feature.name(),
          switch (feature) {
            case FeatureDefinition.Latest latest -> latest.type();
            case FeatureDefinition.Window window ->
                window.aggregate().resultType(input(view, window)).orElseThrow();
          });
    }
    return types;
  }

  private @Nullable ValueType input(FeatureView view, FeatureDefinition.Window window) {
    Optional<Column> column = window.of().map(columnsOf(view.source())::get);
    return column.map(Column::type).orElse(null);
  }

  private static Map<String, ValueType> types(OnDemandFeatureView view) {
    Map<String, ValueType> types = new LinkedHashMap<>();
    view.features().forEach(feature -> types.put(feature.name(), feature.type()));
    return types;
  }

  Map<String, Entity> entities() {
    return entities;
  }

  Map<String, Source> sources() {
    return sources;
  }

  Map<String, FeatureView> views() {
    return views;
  }

  Map<String, OnDemandFeatureView> onDemand() {
    return onDemand;
  }

  Map<String, FeatureService> services() {
    return services;
  }

  /** A source's columns and derived columns. */
  Map<String, Column> columnsOf(String source) {
    return columns.getOrDefault(source, Map.of());
  }

  /** The features of a view of either kind with their types; none when there is no such view. */
  Map<String, ValueType> featuresOf(String view) {
    return types.getOrDefault(view, Map.of());
  }

  boolean has(Reference feature) {
    return featuresOf(feature.view()).containsKey(feature.feature());
  }

  boolean hasView(String view) {
    return types.containsKey(view);
  }

  /** For people: {@code on-demand feature view edit_context}. */
  String describe(String view) {
    return (onDemand.containsKey(view) ? "on-demand feature view " : "feature view ") + view;
  }
}
