package dev.tidemark.registry.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Damages the structure of documents: keys, kinds of nodes, and scalars as YAML may write them. */
record Mutation(Random random) {
  /** Stands for a plain scalar, which JSON cannot write. */
  private static final String MARK = "@plain@";

  /** Without ~, which is null for editors and a text for the parser. */
  private static final List<String> PLAIN =
      List.of(
          """
          null;true;False;0;-0;1;5;05;+5;0x1F;1e3;1.5;9223372036854775808;2026-01-31;'5';'0';'';' ';
          0s;7d;999ms;1500ms;100ms;-1s;1 h;lifetime;a-b;a__b;_;a.b;x y;é;[];{};[a];{a: b};
          page;user;edits;delta;isRobot;where_x;event_time;page_activity;INT64;DOUBLE;ARRAY<INT64>;
          ARRAY<X>;count;sum;last_n;first;top_k;approx_percentile;0.5;1.0;'.5';JSON;AVRO;ISO_8601;EPOCH_MICROS;yyyy-MM-dd;UTC;Entity;
          Source;FeatureView;OnDemandFeatureView;FeatureService;drop;keep;jdbc\
          """
              .split(";\\R?"));

  /** A file of the documents after one or two changes. */
  String of(List<JsonNode> documents) {
    List<JsonNode> damaged = documents.stream().map(JsonNode::<JsonNode>deepCopy).toList();
    List<String> plain = new ArrayList<>();
    for (int left = 1 + random.nextInt(2); left > 0; left--) {
      change(damaged, plain);
    }
    String file = Yaml.file(damaged);
    for (String scalar : plain) {
      file = file.replaceFirst("\"" + MARK + "\"", scalar);
    }
    return file;
  }

  private void change(List<JsonNode> documents, List<String> plain) {
    List<JsonNode> containers = new ArrayList<>();
    documents.forEach(document -> collect(document, containers));
    JsonNode container = pick(containers);
    JsonNode other = pick(containers);
    if (container instanceof ObjectNode object && !object.isEmpty()) {
      change(object, other, plain);
    } else if (container instanceof ArrayNode array && !array.isEmpty()) {
      int at = random.nextInt(array.size());
      switch (random.nextInt(4)) {
        case 0 -> array.remove(at);
        case 1 -> array.set(at, scalar(plain));
        case 2 -> array.add(array.get(at).deepCopy());
        default -> array.set(at, other.deepCopy());
      }
    }
  }

  private void change(ObjectNode object, JsonNode other, List<String> plain) {
    String key = key(object);
    JsonNode value = object.get(key);
    switch (random.nextInt(7)) {
      case 0 -> object.remove(key);
      case 1 -> {
        object.remove(key);
        object.set(other.isObject() && !other.isEmpty() ? key(other) : "made_up", value);
      }
      case 2 -> object.set(key, other.deepCopy());
      case 3 -> object.putArray(key).add(value);
      case 4 -> {
        if (other.isObject() && !other.isEmpty()) {
          String foreign = key(other);
          object.set(foreign, other.get(foreign).deepCopy());
        }
      }
      default -> object.set(key, scalar(plain));
    }
  }

  private JsonNode scalar(List<String> plain) {
    plain.add(pick(PLAIN));
    return Yaml.JSON.getNodeFactory().textNode(MARK);
  }

  private String key(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return pick(keys);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }
}
