package dev.tidemark.registry.lineage;

import dev.tidemark.registry.definition.Definitions;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What comes from what: topic → column → derived column → feature → on-demand feature → service.
 *
 * <p>Keys and times are left out: every feature of a view needs them. A count of events comes from
 * the topic itself.
 *
 * @param nodes in the order of the definitions
 * @param edges each once, between these nodes, without a cycle
 */
public record Lineage(List<Node> nodes, List<Edge> edges) {
  public Lineage {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  public static Lineage of(Definitions definitions) {
    return new Tracer(definitions).trace();
  }

  /** The nodes that a label, a bare name or the name of an owner means; empty for none. */
  public List<Node> named(String name) {
    return nodes.stream()
        .filter(node ->
            node.label().equals(name) || node.name().equals(name) || node.owner().equals(name))
        .toList();
  }

  /** What nodes come from and what they go into, with themselves. */
  public Lineage around(Collection<Node> some) {
    Set<Node> kept = reached(some, node -> into(node).stream().map(Edge::from).toList());
    kept.addAll(reached(some, node -> from(node).stream().map(Edge::to).toList()));
    return new Lineage(
        nodes.stream().filter(kept::contains).toList(),
        edges.stream()
            .filter(edge -> kept.contains(edge.from()) && kept.contains(edge.to()))
            .toList());
  }

  private static Set<Node> reached(Collection<Node> some, Function<Node, List<Node>> next) {
    Set<Node> reached = new LinkedHashSet<>(some);
    Deque<Node> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      next.apply(open.pop()).stream().filter(reached::add).forEach(open::push);
    }
    return reached;
  }

  public List<Edge> into(Node node) {
    return edges.stream().filter(edge -> edge.to().equals(node)).toList();
  }

  public List<Edge> from(Node node) {
    return edges.stream().filter(edge -> edge.from().equals(node)).toList();
  }

  /** The whole way from what nothing comes before, as an indented tree, a line for each step. */
  public List<String> toText() {
    List<Node> first = nodes.stream().filter(node -> into(node).isEmpty()).toList();
    return new Tree(node -> from(node), Edge::to).lines(first);
  }

  /** Two trees: what some of the nodes come from, then what they go into. */
  public List<String> toText(List<Node> some) {
    List<String> lines = new Tree(node -> into(node), Edge::from).lines("Comes from", some);
    lines.addAll(new Tree(node -> from(node), Edge::to).lines("Goes into", some));
    return lines;
  }

  /** A Mermaid flowchart, ending with a newline. */
  public String toMermaid() {
    return new Mermaid(this).text();
  }
}
