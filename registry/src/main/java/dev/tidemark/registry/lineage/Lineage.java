package dev.tidemark.registry.lineage;

import dev.tidemark.registry.definition.Definitions;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What comes from what: topic → column → derived column → feature → on-demand feature → service.
 *
 * <p>Keys and times are left out: every feature of a view needs them. A count of events comes from
 * the topic itself.
 */
public final class Lineage {
  private final List<Node> nodes;
  private final List<Edge> edges;
  private final Map<Node, List<Edge>> into;
  private final Map<Node, List<Edge>> from;

  /** Of edges between these nodes, each once and without a cycle. */
  Lineage(List<Node> nodes, List<Edge> edges) {
    this.nodes = List.copyOf(nodes);
    this.edges = List.copyOf(edges);
    this.into = edges.stream().collect(Collectors.groupingBy(Edge::to));
    this.from = edges.stream().collect(Collectors.groupingBy(Edge::from));
  }

  public static Lineage of(Definitions definitions) {
    return new Tracer(definitions).trace();
  }

  /** In the order of the definitions. */
  public List<Node> nodes() {
    return nodes;
  }

  public List<Edge> edges() {
    return edges;
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
    return into.getOrDefault(node, List.of());
  }

  public List<Edge> from(Node node) {
    return from.getOrDefault(node, List.of());
  }

  /** The whole way from what nothing comes before, as an indented tree. */
  public List<String> toText() {
    List<Node> first = nodes.stream().filter(node -> into(node).isEmpty()).toList();
    return new Tree(" → ", this::from, Edge::to).lines(first);
  }

  /** Two trees: what some of the nodes come from, then what they go into. */
  public List<String> toText(List<Node> some) {
    List<String> lines = new Tree(" ← ", this::into, Edge::from).lines("Comes from", some);
    lines.addAll(new Tree(" → ", this::from, Edge::to).lines("Goes into", some));
    return lines;
  }

  /** A Mermaid flowchart, ending with a newline. */
  public String toMermaid() {
    return new Mermaid(this).text();
  }
}
