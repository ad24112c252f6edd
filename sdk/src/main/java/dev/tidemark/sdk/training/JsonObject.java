package dev.tidemark.sdk.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** As much of JSON as a request needs. */
final class JsonObject {
  private final Map<String, String> fields = new LinkedHashMap<>();

  JsonObject put(String name, String value) {
    fields.put(name, text(value));
    return this;
  }

  JsonObject put(String name, boolean value) {
    fields.put(name, Boolean.toString(value));
    return this;
  }

  JsonObject put(String name, List<String> values) {
    fields.put(name, list(values.stream().map(JsonObject::text).toList()));
    return this;
  }

  JsonObject putObjects(String name, List<JsonObject> values) {
    fields.put(name, list(values.stream().map(JsonObject::toString).toList()));
    return this;
  }

  private static String list(List<String> values) {
    return "[" + String.join(",", values) + "]";
  }

  private static String text(String value) {
    StringBuilder text = new StringBuilder("\"");
    value
        .chars()
        .forEach(letter -> {
          if (letter == '"' || letter == '\\') {
            text.append('\\').append((char) letter);
          } else if (letter < ' ') {
            text.append("\\u%04x".formatted(letter));
          } else {
            text.append((char) letter);
          }
        });
    return text.append('"').toString();
  }

  @Override
  public String toString() {
    return fields.entrySet().stream()
        .map(field -> text(field.getKey()) + ":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
