package dev.tidemark.registry.lineage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Prints nodes with what is next to them in one direction: several next ones below it, a single one
 * on the same line. What is known is not repeated.
 */
final class Tree {
  private static final String INDENT = "  ";
  private final String arrow;
  private final Function<Node, List<Edge>> edges;
  private final Function<Edge, Node> other;
  private final Set<Node> shown = new HashSet<>();
  private final List<String> lines = new ArrayList<>();

  Tree(String arrow, Function<Node, List<Edge>> edges, Function<Edge, Node> other) {
    this.arrow = arrow;
    this.edges = edges;
    this.other = other;
  }

  List<String> lines(List<Node> roots) {
    roots.forEach(root -> add("", root, ""));
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
    StringBuilder line = new StringBuilder(indent);
    List<Edge> next = append(line, node, note);
    while (next.size() == 1) {
      Edge only = next.getFirst();
      next = append(line.append(arrow), other.apply(only), note(only));
    }
    lines.add(line.toString());
    next.forEach(edge -> add(indent + INDENT, other.apply(edge), note(edge)));
  }

  /** Returns what has to be shown after the node. */
  private List<Edge> append(StringBuilder line, Node node, String note) {
    List<Edge> next = edges.apply(node);
    boolean first = shown.add(node);
    line.append(node.kind().words()).append(' ').append(node.label()).append(note);
    line.append(first || next.isEmpty() ? "" : " (above)");
    return first ? next : List.of();
  }

  private static String note(Edge edge) {
    return edge.condition() ? " (where)" : "";
  }
}
