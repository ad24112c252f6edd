package dev.tidemark.cli.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selection;
import dev.tidemark.registry.lineage.Edge;
import dev.tidemark.registry.lineage.Lineage;
import dev.tidemark.registry.lineage.Node;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Adds to the JSON of a definition what follows from the other definitions. */
final class Details {
  private final Definitions definitions;
  private final Deployment deployment;
  private final Supplier<DeployedLineage> lineage;

  Details(Deployment deployment, Supplier<DeployedLineage> lineage) {
    this.definitions = deployment.version().definitions();
    this.deployment = deployment;
    this.lineage = lineage;
  }

  void add(Kind kind, ObjectNode json) {
    String name = json.path("name").asText();
    switch (kind) {
      case ENTITY -> entity(name, json);
      case SOURCE -> source(name, json);
      case FEATURE_VIEW -> view(name, json);
      case ON_DEMAND_FEATURE_VIEW -> usersOfView(name, json);
      case FEATURE_SERVICE -> service(deployment.service(name), json);
    }
  }

  /** Adds the type of a feature, what it is computed from, and who uses it. */
  void addToFeature(String view, ObjectNode json) {
    String name = json.path("name").asText();
    type(view, name).ifPresent(type -> json.put("type", type));
    Lineage all = lineage.get().all();
    for (Node node : all.named(view + ":" + name)) {
      labels(json.putArray("inputs"), all.into(node).stream().map(Edge::from).toList());
      labels(json.putArray("used_by"), all.from(node).stream().map(Edge::to).toList());
    }
  }

  private static void labels(ArrayNode array, Collection<Node> nodes) {
    nodes.stream()
        .map(node -> node.kind().words() + " " + node.label())
        .distinct()
        .forEach(array::add);
  }

  private void entity(String name, ObjectNode json) {
    usedBy(json, views(view -> view.entity().equals(name)));
  }

  private void source(String name, ObjectNode json) {
    json.put("dead_letter_topic", deployment.topics().deadLetters(name));
    ArrayNode logs = json.putArray("feature_logs");
    deployment.logs().stream()
        .filter(log -> log.source().name().equals(name))
        .map(FeatureLog::topic)
        .forEach(logs::add);
    usedBy(json, views(view -> view.source().equals(name)));
  }

  private void view(String name, ObjectNode json) {
    Join join = Objects.requireNonNull(deployment.views().get(name));
    json.path("features")
        .forEach(feature ->
            type(name, feature.path("name").asText())
                .ifPresent(type -> ((ObjectNode) feature).put("type", type)));
    json.put("feature_log", join.log().topic()).put("history_table", join.log().table());
    usersOfView(name, json);
  }

  /** What a request for a service brings and gets: the columns of both in order, with types. */
  private static void service(Selection service, ObjectNode json) {
    ArrayNode answer = json.putArray("answer");
    for (Selected feature : service.features()) {
      answer
          .addObject()
          .put("feature", feature.join().alias() + ":" + feature.name())
          .put("type", feature.type().toString());
    }
    columns(json.putArray("keys"), service.keys());
    columns(json.putArray("request"), service.request());
  }

  private static void columns(ArrayNode array, List<Column> columns) {
    for (Column column : columns) {
      array.addObject().put("name", column.name()).put("type", column.type().toString());
    }
  }

  /** The type of a feature of either kind of view. */
  private Optional<String> type(String view, String feature) {
    return Optional.ofNullable(deployment.views().get(view))
        .flatMap(join -> join.view().feature(feature))
        .map(Feature::type)
        .or(() ->
            definitions.onDemandViews().stream()
                .filter(onDemand -> onDemand.name().equals(view))
                .flatMap(onDemand -> onDemand.features().stream())
                .filter(candidate -> candidate.name().equals(feature))
                .map(candidate -> candidate.type())
                .findFirst())
        .map(Object::toString);
  }

  private Stream<String> views(Predicate<FeatureView> which) {
    return definitions.views().stream().filter(which).map(view -> "feature view " + view.name());
  }

  private void usersOfView(String view, ObjectNode json) {
    Stream<String> onDemand =
        definitions.onDemandViews().stream()
            .filter(other -> other.inputs().contains(view))
            .map(other -> "on-demand feature view " + other.name());
    Stream<String> services =
        definitions.services().stream()
            .filter(
                service -> service.features().stream().anyMatch(part -> part.view().equals(view)))
            .map(service -> "service " + service.name());
    usedBy(json, Stream.concat(onDemand, services));
  }

  private static void usedBy(ObjectNode json, Stream<String> users) {
    users.forEach(json.putArray("used_by")::add);
  }
}
