package dev.tidemark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.deployment.Selected;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether lookups and a training set say the same.
 *
 * @param values how many were compared
 * @param differences those that differ, in words
 */
record Comparison(int values, List<String> differences) {

  /**
   * Compares value by value, doubles to the bit.
   *
   * @param answer of a lookup
   * @param rows of the training set, in the order of the lookup's entity rows
   */
  static Comparison of(List<Selected> features, JsonNode answer, List<JsonNode> rows) {
    JsonNode names = answer.path("metadata").path("feature_names");
    int keys = names.size() - features.size();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      String name = features.get(i).name(false);
      JsonNode values = answer.path("results").path(keys + i).path("values");
      for (int row = 0; row < rows.size(); row++) {
        ValueType type = features.get(i).type();
        Object online = value(values.path(row), type);
        Object offline = value(rows.get(row).path(name), type);
        if (!names.path(keys + i).asText().equals(name) || !Objects.equals(online, offline)) {
          differences.add(
              "%s of %s: online %s, offline %s".formatted(name, rows.get(row), online, offline));
        }
      }
    }
    return new Comparison(features.size() * rows.size(), List.copyOf(differences));
  }

  private static @Nullable Object value(JsonNode json, ValueType type) {
    if (json.isNull() || json.isMissingNode()) {
      return null;
    }
    if (type.array()) {
      List<@Nullable Object> values = new ArrayList<>();
      json.forEach(element -> values.add(value(element, ValueType.of(type.scalar()))));
      return values;
    }
    return scalar(json, type.scalar());
  }

  private static Object scalar(JsonNode json, Scalar type) {
    return switch (type) {
      case BOOL -> json.booleanValue();
      case INT32 -> json.intValue();
      case INT64 -> json.longValue();
      case FLOAT -> json.floatValue();
      case DOUBLE -> json.doubleValue();
      // Not in this example; in their text's form they would need a reader of their own
      case STRING, BYTES, TIMESTAMP -> json.asText();
    };
  }
}
