package dev.tidemark.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.model.type.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The fields of a JSON object; a missing list or map is empty. */
record Fields(JsonNode node) {

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  String text(String name) {
    return optional(name).orElseThrow(() -> new IllegalArgumentException("no field " + name));
  }

  Optional<String> optional(String name) {
    return has(name) ? Optional.of(node.required(name).asText()) : Optional.empty();
  }

  int number(String name) {
    return node.required(name).asInt();
  }

  double real(String name) {
    return node.required(name).asDouble();
  }

  boolean flag(String name) {
    return node.required(name).asBoolean();
  }

  ValueType type(String name) {
    return ValueType.parse(text(name))
        .orElseThrow(() -> new IllegalArgumentException("unknown type " + text(name)));
  }

  Fields object(String name) {
    return new Fields(node.required(name));
  }

  List<Fields> list(String name) {
    return list(node.path(name));
  }

  static List<Fields> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(Fields::new).toList();
  }

  List<String> texts(String name) {
    return list(name).stream().map(element -> element.node().asText()).toList();
  }

  Map<String, String> map(String name) {
    Map<String, String> map = new HashMap<>();
    node.path(name).properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
    return map;
  }
}
