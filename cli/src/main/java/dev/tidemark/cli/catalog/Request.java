package dev.tidemark.cli.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What a request for a service brings and gets: the columns of both in order, with types. */
final class Request {
  private final Definitions definitions;
  private final BiFunction<String, String, Optional<String>> types;
  private final Map<String, Column> keys = new LinkedHashMap<>();
  private final Map<String, Column> request = new LinkedHashMap<>();

  /**
   * Requests of a version.
   *
   * @param types the type of a feature, by its view's name and its own
   */
  Request(Definitions definitions, BiFunction<String, String, Optional<String>> types) {
    this.definitions = definitions;
    this.types = types;
  }

  void add(FeatureService service, ObjectNode json) {
    ArrayNode answer = json.putArray("answer");
    for (FeatureService.Part part : service.features()) {
      need(part.view(), part.keys());
      for (String name : names(part)) {
        answer
            .addObject()
            .put("feature", part.as().orElse(part.view()) + ":" + name)
            .put("type", types.apply(part.view(), name).orElse(""));
      }
    }
    columns(json.putArray("keys"), keys);
    columns(json.putArray("request"), request);
  }

  private List<String> names(FeatureService.Part part) {
    if (!part.features().isEmpty()) {
      return part.features();
    }
    Stream<String> materialized =
        definitions.views().stream()
            .filter(view -> view.name().equals(part.view()))
            .flatMap(view -> view.features().stream())
            .map(FeatureDefinition::name);
    Stream<String> onDemand =
        definitions.onDemandViews().stream()
            .filter(view -> view.name().equals(part.view()))
            .flatMap(view -> view.features().stream())
            .map(OnDemandFeatureView.Feature::name);
    return Stream.concat(materialized, onDemand).toList();
  }

  /** Collects what a view's features need: the entity's keys as the request names them. */
  private void need(String view, Map<String, String> names) {
    definitions.views().stream()
        .filter(candidate -> candidate.name().equals(view))
        .flatMap(candidate -> keys(candidate).stream())
        .map(key -> new Column(names.getOrDefault(key.name(), key.name()), key.type()))
        .forEach(key -> keys.putIfAbsent(key.name(), key));
    definitions.onDemandViews().stream()
        .filter(candidate -> candidate.name().equals(view))
        .forEach(candidate -> {
          candidate.request().forEach(column -> request.putIfAbsent(column.name(), column));
          candidate.inputs().forEach(input -> need(input, names));
        });
  }

  private List<Column> keys(FeatureView view) {
    return definitions.entities().stream()
        .filter(entity -> entity.name().equals(view.entity()))
        .map(Entity::keys)
        .findFirst()
        .orElseThrow();
  }

  private static void columns(ArrayNode array, Map<String, Column> columns) {
    for (Column column : columns.values()) {
      array.addObject().put("name", column.name()).put("type", column.type().toString());
    }
  }
}
