package dev.tidemark.cli.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import dev.tidemark.registry.json.VersionJson;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objects of a version by their names, as the JSON of their definitions. Any thread. */
public final class Catalog {
  private final Map<Kind, Map<String, ObjectNode>> objects = new EnumMap<>(Kind.class);
  private final Version version;
  private final Details details;
  private volatile @Nullable DeployedLineage lineage;

  public Catalog(Version version) {
    this(Compiler.compile(version));
  }

  public Catalog(Deployment deployment) {
    this.version = deployment.version();
    JsonNode definitions = parse(VersionJson.write(version.definitions()));
    for (Kind kind : Kind.values()) {
      Map<String, ObjectNode> named = new LinkedHashMap<>();
      definitions
          .path(kind.field())
          .forEach(object -> named.put(object.path("name").asText(), (ObjectNode) object));
      objects.put(kind, named);
    }
    this.details = new Details(deployment, this::lineage);
  }

  /** The project, where its version came from, and how many objects of each kind it has. */
  public ObjectNode project() {
    Origin origin = version.origin();
    ObjectNode json =
        header()
            .put("time", origin.time().toString())
            .put("dirty", origin.dirty())
            .put("hash", origin.hash());
    ObjectNode counts = json.putObject("objects");
    objects.forEach((kind, named) -> counts.put(kind.field(), named.size()));
    return json;
  }

  private ObjectNode header() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("project", version.project()).put("version", version.number());
    version.origin().commit().ifPresent(commit -> json.put("commit", commit));
    return json.put("author", version.origin().author());
  }

  /** The objects of some kinds, each under its kind's field, below what they come from. */
  public ObjectNode list(List<Kind> kinds) {
    ObjectNode json = header();
    for (Kind kind : kinds) {
      ArrayNode array = json.putArray(kind.field());
      list(kind).forEach(object -> array.addObject().put("kind", kind.yaml()).setAll(object));
    }
    return json;
  }

  /** What is computed from what. */
  public DeployedLineage lineage() {
    // Reading all expressions takes its time, and most who list or describe do not need it
    DeployedLineage known = lineage;
    if (known == null) {
      known = new DeployedLineage(version.definitions());
      lineage = known;
    }
    return known;
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
    return slash < 0
        ? describe(List.of(Kind.values()), "", name)
        : describe(
            List.of(Kind.of(name.substring(0, slash))),
            name.substring(0, slash + 1),
            name.substring(slash + 1));
  }

  /**
   * The same of some kinds.
   *
   * @param prefix stands before the name in a message
   * @throws CommandException when there is none
   */
  public List<ObjectNode> describe(List<Kind> kinds, String prefix, String bare) {
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
              .formatted(prefix + bare, Nearest.hint(bare, names(kinds))));
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
