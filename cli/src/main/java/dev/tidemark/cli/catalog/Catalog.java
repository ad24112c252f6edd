package dev.tidemark.cli.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.json.VersionJson;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The objects of a version by their names, as the JSON of their definitions. */
public final class Catalog {
  private final Map<Kind, Map<String, ObjectNode>> objects = new EnumMap<>(Kind.class);
  private final Details details;

  public Catalog(Version version) {
    JsonNode definitions = parse(VersionJson.write(version.definitions()));
    for (Kind kind : Kind.values()) {
      Map<String, ObjectNode> named = new LinkedHashMap<>();
      definitions
          .path(kind.field())
          .forEach(object -> named.put(object.path("name").asText(), (ObjectNode) object));
      objects.put(kind, named);
    }
    this.details = new Details(version);
  }

  /** The essentials of the objects of a kind: flat, so that they fit in a table's row. */
  public List<ObjectNode> list(Kind kind) {
    return of(kind).values().stream().map(object -> Essentials.of(kind, object)).toList();
  }

  /**
   * Everything about the objects that a name means, among them a feature as {@code view:feature}.
   *
   * @param name or {@code kind/name}
   * @throws CommandException when there is none
   */
  public List<ObjectNode> describe(String name) {
    int slash = name.indexOf('/');
    String bare = name.substring(slash + 1);
    List<Kind> kinds =
        slash < 0 ? List.of(Kind.values()) : List.of(Kind.of(name.substring(0, slash)));
    List<ObjectNode> found = new ArrayList<>();
    for (Kind kind : kinds) {
      Optional.ofNullable(of(kind).get(bare)).map(o -> object(kind, o)).ifPresent(found::add);
      Optional.ofNullable(features(kind).get(bare))
          .map(f -> feature(bare, f))
          .ifPresent(found::add);
    }
    if (found.isEmpty()) {
      throw CommandException.usage(
          "Cannot find %s: nothing of that name is deployed%s"
              .formatted(name, Nearest.hint(bare, names(kinds))));
    }
    return found;
  }

  private ObjectNode object(Kind kind, ObjectNode definition) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", kind.yaml());
    json.setAll(definition.deepCopy());
    details.add(kind, json);
    return json;
  }

  private ObjectNode feature(String label, ObjectNode definition) {
    String view = label.substring(0, label.indexOf(':'));
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", "Feature");
    json.put("view", view).setAll(definition.deepCopy());
    details.addToFeature(view, json);
    return json;
  }

  private Map<String, ObjectNode> of(Kind kind) {
    return objects.getOrDefault(kind, Map.of());
  }

  /** The features of the views of a kind, by {@code view:feature}. */
  private Map<String, ObjectNode> features(Kind kind) {
    Map<String, ObjectNode> features = new LinkedHashMap<>();
    if (kind == Kind.FEATURE_VIEW || kind == Kind.ON_DEMAND_FEATURE_VIEW) {
      of(kind)
          .forEach((view, object) -> {
            for (JsonNode feature : object.path("features")) {
              features.put(view + ":" + feature.path("name").asText(), (ObjectNode) feature);
            }
          });
    }
    return features;
  }

  private Set<String> names(List<Kind> kinds) {
    Set<String> names = new LinkedHashSet<>();
    for (Kind kind : kinds) {
      names.addAll(of(kind).keySet());
      names.addAll(features(kind).keySet());
    }
    return names;
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Definitions are written as JSON", e);
    }
  }
}
