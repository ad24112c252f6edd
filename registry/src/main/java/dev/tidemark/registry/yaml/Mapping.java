package dev.tidemark.registry.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The fields of a mapping. What was asked for is what is known: {@link #done} reports the rest.
 * Optional fields that are absent give null without a problem.
 */
final class Mapping {
  private final String what;
  private final String file;
  private final MappingNode node;
  private final Problems problems;
  private final Map<String, NodeTuple> fields = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();

  Mapping(String what, String file, MappingNode node, Problems problems) {
    this.what = what;
    this.file = file;
    this.node = node;
    this.problems = problems;
    for (NodeTuple tuple : node.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        add(key, tuple);
      } else {
        problems.add(place(tuple.getKeyNode()), "bad key in %s: expected a text", what);
      }
    }
  }

  private void add(ScalarNode key, NodeTuple tuple) {
    NodeTuple first = fields.putIfAbsent(key.getValue(), tuple);
    if (first != null) {
      problems.add(
          place(key),
          "duplicate key %s: first at line %d",
          Problems.shown(key.getValue()),
          place(first.getKeyNode()).line());
    }
  }

  /** The same fields, none of them asked for, under another name. */
  Mapping as(String name) {
    return new Mapping(name, file, node, problems);
  }

  Place place() {
    return place(node);
  }

  Problems problems() {
    return problems;
  }

  private Place place(Node of) {
    return Place.of(file, of);
  }

  boolean has(String key) {
    asked.add(key);
    return fields.containsKey(key);
  }

  /** The field, or null with a problem. */
  @Nullable Value required(String key) {
    Value value = optional(key);
    if (value == null) {
      problems.add(place(), "missing key %s in %s", key, what);
    }
    return value;
  }

  @Nullable Value optional(String key) {
    if (!has(key)) {
      return null;
    }
    NodeTuple tuple = fields.get(key);
    return tuple == null ? null : new Value(key, file, tuple.getValueNode(), problems);
  }

  @Nullable Located<String> text(String key) {
    Value value = required(key);
    return value == null ? null : filled(value.text(), key);
  }

  @Nullable Located<String> optionalText(String key) {
    Value value = optional(key);
    return value == null ? null : filled(value.text(), key);
  }

  private @Nullable Located<String> filled(@Nullable Located<String> text, String key) {
    if (text != null && text.value().isBlank()) {
      problems.add(text.place(), "empty %s in %s: expected a text", key, what);
      return null;
    }
    return text;
  }

  /** A required identifier, at home in names that are joined with {@code __}. */
  @Nullable Located<String> name() {
    Value value = required("name");
    Located<String> name =
        value == null ? null : Names.check(value.text(), "name of " + what, problems);
    Names.checkJoinable(name, "name of " + what, problems);
    return name;
  }

  @Nullable Located<Duration> optionalDuration(String key, Duration least) {
    Value value = optional(key);
    return value == null ? null : value.duration(least);
  }

  /** The number, or the default when it is absent or wrong. */
  int integer(String key, int min, int max, int otherwise) {
    Value value = optional(key);
    Located<Integer> number = value == null ? null : value.integer(min, max);
    return number == null ? otherwise : number.value();
  }

  /** A number from 0 to 1, or the default when it is absent or wrong. */
  double share(String key, double otherwise) {
    Value value = optional(key);
    Located<Double> share = value == null ? null : value.share();
    return share == null ? otherwise : share.value();
  }

  /** The mapping under a key; an empty one, at this one's place, when it is absent or wrong. */
  Mapping optionalMapping(String key) {
    Value value = optional(key);
    Mapping mapping = value == null ? null : value.mapping();
    return mapping == null ? new Mapping(key, file, empty(), problems) : mapping;
  }

  private MappingNode empty() {
    return new MappingNode(
        node.getTag(),
        true,
        List.of(),
        node.getFlowStyle(),
        node.getStartMark(),
        node.getEndMark());
  }

  /** The elements of a required list that must have one at least. */
  List<Value> list(String key, String element) {
    Value value = required(key);
    List<Value> values = value == null ? List.of() : value.list(element);
    if (value != null && values.isEmpty() && value.node().getNodeType().name().equals("SEQUENCE")) {
      problems.add(value.place(), "empty %s in %s: expected one at least", key, what);
    }
    return values;
  }

  List<Value> optionalList(String key, String element) {
    Value value = optional(key);
    return value == null ? List.of() : value.list(element);
  }

  /** The texts under a key, by names that are free; empty when absent. */
  Map<Located<String>, Located<String>> texts(String key) {
    Map<Located<String>, Located<String>> texts = new LinkedHashMap<>();
    Mapping mapping = optionalMapping(key);
    mapping.fields.forEach((name, tuple) -> {
      Value value = new Value(key + " " + name, file, tuple.getValueNode(), problems);
      Located<String> text = value.text();
      if (text != null) {
        texts.put(new Located<>(name, place(tuple.getKeyNode())), text);
      }
    });
    return texts;
  }

  /** Fields that a later version of the language has. */
  void later(String... keys) {
    for (String key : keys) {
      NodeTuple tuple = fields.remove(key);
      if (tuple != null) {
        problems.add(
            place(tuple.getKeyNode()),
            "unsupported key %s in %s: this version of Tidemark does not support it yet",
            key,
            what);
      }
    }
  }

  /** Reports every field that was not asked for. */
  void done() {
    fields.forEach((key, tuple) -> {
      if (!asked.contains(key)) {
        Located<String> name = new Located<>(key, place(tuple.getKeyNode()));
        problems.unknown("key", name, " in " + what, asked);
      }
    });
  }
}
