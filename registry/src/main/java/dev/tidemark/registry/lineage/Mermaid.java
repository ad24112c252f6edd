package dev.tidemark.registry.lineage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws a lineage: a box for each source and view, its columns or features inside. */
final class Mermaid {
  private final Lineage lineage;
  private final Map<Node, String> ids = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder("flowchart LR\n");

  Mermaid(Lineage lineage) {
    this.lineage = lineage;
    // Counted, because a name such as end would be read as Mermaid's own
    lineage.nodes().forEach(node -> ids.put(node, "n" + ids.size()));
  }

  String text() {
    Map<String, List<Node>> groups = new LinkedHashMap<>();
    for (Node node : lineage.nodes()) {
      groups.merge(group(node), List.of(node), Mermaid::join);
    }
    groups.getOrDefault("", List.of()).forEach(node -> line("  ", declared(node)));
    groups.remove("");
    int number = 0;
    for (Map.Entry<String, List<Node>> group : groups.entrySet()) {
      line("  ", "subgraph g" + number++ + "[" + quoted(group.getKey()) + "]");
      group.getValue().forEach(node -> line("    ", declared(node)));
      line("  ", "end");
    }
    for (Edge edge : lineage.edges()) {
      String arrow = edge.condition() ? " -. where .-> " : " --> ";
      line("  ", ids.get(edge.from()) + arrow + ids.get(edge.to()));
    }
    return text.toString();
  }

  private static List<Node> join(List<Node> some, List<Node> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }

  /** The title of the box that a node stands in; empty for none. */
  private static String group(Node node) {
    return switch (node.kind()) {
      case COLUMN, DERIVED_COLUMN -> "source " + node.owner();
      case FEATURE -> "feature view " + node.owner();
      case ON_DEMAND_FEATURE -> "on-demand feature view " + node.owner();
      case REQUEST_COLUMN -> "request";
      case TOPIC, SERVICE -> "";
    };
  }

  private String declared(Node node) {
    String label = quoted(node.name());
    return ids.get(node)
        + switch (node.kind()) {
          case TOPIC -> "[(" + label + ")]";
          case COLUMN, FEATURE, REQUEST_COLUMN -> "[" + label + "]";
          case DERIVED_COLUMN, ON_DEMAND_FEATURE -> "{{" + label + "}}";
          case SERVICE -> "([" + label + "])";
        };
  }

  private void line(String indent, String line) {
    text.append(indent).append(line).append('\n');
  }

  private static String quoted(String label) {
    String safe = label.replace("#", "#35;").replace("\"", "#quot;").replace("<", "#lt;");
    return '"' + safe + '"';
  }
}
