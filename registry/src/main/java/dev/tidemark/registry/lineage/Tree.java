package dev.tidemark.registry.lineage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Prints nodes with what is next to them in one direction; what is known is not repeated. */
final class Tree {
  private static final String INDENT = "  ";
  private final Function<Node, List<Edge>> edges;
  private final Function<Edge, Node> other;
  private final Set<Node> shown = new HashSet<>();
  private final List<String> lines = new ArrayList<>();

  Tree(Function<Node, List<Edge>> edges, Function<Edge, Node> other) {
    this.edges = edges;
    this.other = other;
  }

  List<String> lines(List<Node> roots) {
    roots.stream().filter(root -> !shown.contains(root)).forEach(root -> add("", root, ""));
    return lines;
  }

  /** The same below a title; nothing when no root has anything next to it. */
  List<String> lines(String title, List<Node> roots) {
    List<Node> connected = roots.stream().filter(root -> !edges.apply(root).isEmpty()).toList();
    if (!connected.isEmpty()) {
      lines.add(title);
      connected.forEach(root -> add(INDENT, root, ""));
    }
    return lines;
  }

  private void add(String indent, Node node, String note) {
    List<Edge> next = edges.apply(node);
    boolean first = shown.add(node);
    String above = first || next.isEmpty() ? "" : " (above)";
    lines.add(indent + node.kind().words() + " " + node.label() + note + above);
    if (first) {
      for (Edge edge : next) {
        add(indent + INDENT, other.apply(edge), edge.condition() ? " (where)" : "");
      }
    }
  }
}
