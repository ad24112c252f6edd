package dev.tidemark.cli.catalog;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.lineage.Edge;
import dev.tidemark.registry.lineage.Lineage;
import dev.tidemark.registry.lineage.Node;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is computed from what in deployed definitions. */
public final class DeployedLineage {
  private final Definitions definitions;
  private final Lineage all;

  public DeployedLineage(Definitions definitions) {
    this.definitions = definitions;
    this.all = Lineage.of(definitions);
  }

  public Lineage all() {
    return all;
  }

  /**
   * The nodes that a name means, which may also be that of an entity.
   *
   * @throws CommandException when it means none
   */
  public List<Node> named(String name) {
    Set<String> ofEntity =
        definitions.views().stream()
            .filter(view -> view.entity().equals(name))
            .map(FeatureView::name)
            .collect(Collectors.toSet());
    List<Node> found =
        Stream.concat(
                all.named(name).stream(), ofEntity.stream().map(all::named).flatMap(List::stream))
            .distinct()
            .toList();
    if (found.isEmpty()) {
      Set<String> known =
          all.nodes().stream()
              .flatMap(node -> Stream.of(node.label(), node.name(), node.owner()))
              .collect(Collectors.toSet());
      throw CommandException.usage(
          "Cannot find %s: nothing of that name is deployed%s"
              .formatted(name, Nearest.hint(name, known)));
    }
    return found;
  }

  public static ObjectNode json(Lineage lineage) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("nodes");
    for (Node node : lineage.nodes()) {
      ObjectNode written =
          json.withArray("nodes").addObject().put("id", id(node)).put("kind", node.kind().words());
      switch (node.kind()) {
        case COLUMN, DERIVED_COLUMN -> written.put("source", node.owner());
        case FEATURE, ON_DEMAND_FEATURE -> written.put("view", node.owner());
        case TOPIC, REQUEST_COLUMN, SERVICE -> {}
      }
    }
    json.putArray("edges");
    for (Edge edge : lineage.edges()) {
      json.withArray("edges")
          .addObject()
          .put("from", id(edge.from()))
          .put("to", id(edge.to()))
          .put("condition", edge.condition());
    }
    return json;
  }

  /** Unique: a topic and a service may have one name. */
  private static String id(Node node) {
    return node.kind().words() + " " + node.label();
  }
}
