package dev.tidemark.registry.lineage;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.expression.Expression;
import dev.tidemark.registry.lineage.Node.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows the names in definitions, which are valid. */
final class Tracer {
  private static final ValueType BOOL = ValueType.of(Scalar.BOOL);
  private final Definitions definitions;
  private final Set<Node> nodes = new LinkedHashSet<>();
  private final Set<Edge> edges = new LinkedHashSet<>();

  /** The features of each view, as nodes and by the names that expressions give them. */
  private final Map<String, Map<Column, Node>> features = new LinkedHashMap<>();

  /** The columns that conditions use, by source and condition. */
  private final Map<List<String>, List<String>> conditions = new HashMap<>();

  Tracer(Definitions definitions) {
    this.definitions = definitions;
  }

  Lineage trace() {
    definitions.sources().forEach(this::source);
    definitions.views().forEach(this::view);
    definitions.onDemandViews().forEach(this::declare);
    definitions.onDemandViews().forEach(this::onDemand);
    definitions.services().forEach(this::service);
    return new Lineage(List.copyOf(nodes), List.copyOf(edges));
  }

  private void source(Source source) {
    Node topic = topic(source);
    for (Column column : source.columns()) {
      edge(topic, column(source, column.name()));
    }
    for (Source.Derived derived : source.derived()) {
      Node to = column(source, derived.name());
      List<String> inputs =
          Expression.compile(derived.expression(), source.columns(), derived.type()).inputs();
      inputs.forEach(name -> edge(column(source, name), to));
      if (inputs.isEmpty()) {
        edge(topic, to);
      }
    }
  }

  private void view(FeatureView view) {
    Source source = source(view.source());
    for (FeatureDefinition feature : view.features()) {
      Node to = feature(Kind.FEATURE, view.name(), feature.name(), type(source, feature));
      edge(input(feature).map(name -> column(source, name)).orElseGet(() -> topic(source)), to);
      view.where().ifPresent(where -> condition(source, where, to));
      if (feature instanceof FeatureDefinition.Window window) {
        window.where().ifPresent(where -> condition(source, where, to));
      }
    }
  }

  private static Optional<String> input(FeatureDefinition feature) {
    return switch (feature) {
      case FeatureDefinition.Latest latest -> Optional.of(latest.from());
      case FeatureDefinition.Window window -> window.of();
    };
  }

  private static ValueType type(Source source, FeatureDefinition feature) {
    return switch (feature) {
      case FeatureDefinition.Latest latest -> latest.type();
      case FeatureDefinition.Window window ->
          window
              .aggregate()
              .resultType(window.of().flatMap(source::column).map(Column::type).orElse(null))
              .orElseThrow();
    };
  }

  private void condition(Source source, String where, Node to) {
    // Many features share a condition, and reading one takes milliseconds
    List<String> inputs =
        conditions.computeIfAbsent(
            List.of(source.name(), where),
            key -> Expression.compile(where, source.allColumns(), BOOL).inputs());
    for (String name : inputs) {
      edges.add(new Edge(column(source, name), to, true));
    }
  }

  /** Views may use those that stand after them. */
  private void declare(OnDemandFeatureView view) {
    view.features().forEach(f -> feature(Kind.ON_DEMAND_FEATURE, view.name(), f.name(), f.type()));
  }

  private void onDemand(OnDemandFeatureView view) {
    Map<String, Node> inputs = new LinkedHashMap<>();
    List<Column> columns = new ArrayList<>(view.request());
    view.request()
        .forEach(
            column -> inputs.put(column.name(), new Node(Kind.REQUEST_COLUMN, "", column.name())));
    for (String input : view.inputs()) {
      features
          .getOrDefault(input, Map.of())
          .forEach((column, node) -> {
            columns.add(column);
            inputs.put(column.name(), node);
          });
    }
    for (OnDemandFeatureView.Feature feature : view.features()) {
      Node to = new Node(Kind.ON_DEMAND_FEATURE, view.name(), feature.name());
      Expression.compile(feature.expression(), columns, feature.type()).inputs().stream()
          .map(inputs::get)
          .forEach(from -> edge(from, to));
    }
  }

  private void service(FeatureService service) {
    Node to = new Node(Kind.SERVICE, "", service.name());
    for (FeatureService.Part part : service.features()) {
      features.getOrDefault(part.view(), Map.of()).values().stream()
          .filter(node -> part.features().isEmpty() || part.features().contains(node.name()))
          .forEach(from -> edge(from, to));
    }
  }

  private Node feature(Kind kind, String view, String name, ValueType type) {
    Node node = new Node(kind, view, name);
    nodes.add(node);
    features
        .computeIfAbsent(view, v -> new LinkedHashMap<>())
        .put(new Column(view + "." + name, type), node);
    return node;
  }

  private static Node topic(Source source) {
    return new Node(Kind.TOPIC, "", source.topic());
  }

  private static Node column(Source source, String name) {
    boolean derived = source.derived().stream().anyMatch(column -> column.name().equals(name));
    return new Node(derived ? Kind.DERIVED_COLUMN : Kind.COLUMN, source.name(), name);
  }

  private Source source(String name) {
    return definitions.sources().stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void edge(Node from, Node to) {
    nodes.add(from);
    nodes.add(to);
    edges.add(new Edge(from, to, false));
  }
}
