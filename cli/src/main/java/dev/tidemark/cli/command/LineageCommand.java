package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.lineage.Edge;
import dev.tidemark.registry.lineage.Lineage;
import dev.tidemark.registry.lineage.Node;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "lineage",
    description = "Show what is computed from what: topic, column, feature, service.",
    footer = {
      "",
      "A column after (where) only decides which events count. Keys and times, which every feature"
          + " needs, are left out.",
      "Example: tidemark lineage edits.delta --format mermaid"
    })
final class LineageCommand implements Callable<Integer> {
  private final Globals globals;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description =
          "Only what comes before and after source.column, view:feature, a topic, an"
              + " entity, a source, a view or a service.")
  private @Nullable String name;

  @Option(names = "--format", description = "text, json or mermaid; text by default.")
  private Format format = Format.TEXT;

  private enum Format {
    TEXT,
    JSON,
    MERMAID
  }

  LineageCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Console console = globals.console();
    Definitions definitions = globals.workspace().version().definitions();
    Lineage all = Lineage.of(definitions);
    List<Node> named = name == null ? List.of() : find(name, all, definitions);
    Lineage lineage = name == null ? all : all.around(named);
    switch (format) {
      case TEXT -> (name == null ? all.toText() : lineage.toText(named)).forEach(console::result);
      case JSON -> console.result(json(lineage).toPrettyString());
      case MERMAID -> console.result(lineage.toMermaid().stripTrailing());
    }
    return 0;
  }

  private static List<Node> find(String name, Lineage lineage, Definitions definitions) {
    Set<String> ofEntity =
        definitions.views().stream()
            .filter(view -> view.entity().equals(name))
            .map(FeatureView::name)
            .collect(Collectors.toSet());
    List<Node> found =
        Stream.concat(
                lineage.named(name).stream(),
                ofEntity.stream().map(lineage::named).flatMap(List::stream))
            .distinct()
            .toList();
    if (found.isEmpty()) {
      Set<String> known =
          lineage.nodes().stream()
              .flatMap(node -> Stream.of(node.label(), node.name(), node.owner()))
              .collect(Collectors.toSet());
      throw CommandException.usage(
          "Cannot find %s: nothing of that name is deployed%s"
              .formatted(name, Nearest.hint(name, known)));
    }
    return found;
  }

  private static ObjectNode json(Lineage lineage) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("nodes");
    for (Node node : lineage.nodes()) {
      json.withArray("nodes").addObject().put("id", id(node)).put("kind", node.kind().words());
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
