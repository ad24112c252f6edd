package dev.tidemark.cli.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.console.Spans;
import dev.tidemark.cli.console.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lays JSON out for people: objects as fields and values, lists of objects as tables. */
public final class Sheet {
  /** Written as ISO-8601 in JSON. */
  private static final Set<String> DURATIONS =
      Set.of("ttl", "window", "offset", "resolution", "max_future_skew");

  private static final int LONGEST = 60;

  private Sheet() {}

  /** A table with a header; the longest texts are cut. */
  public static List<String> table(Iterable<? extends JsonNode> objects) {
    Set<String> fields = new LinkedHashSet<>();
    objects.forEach(object -> object.fieldNames().forEachRemaining(fields::add));
    Table table = new Table().row(fields.stream().map(Sheet::title).toList());
    for (JsonNode object : objects) {
      table.row(fields.stream().map(field -> cut(text(field, object.path(field)))).toList());
    }
    return table.lines();
  }

  /** One object in full. */
  public static List<String> page(JsonNode object) {
    List<String> lines = new ArrayList<>();
    lines.add(object.path("kind").asText() + " " + object.path("name").asText());
    Table table = new Table();
    object.properties().stream()
        .filter(field -> !Set.of("kind", "name").contains(field.getKey()))
        .filter(field -> !isTable(field.getValue()))
        .forEach(field -> row(table, field));
    lines.addAll(indented(table.lines()));
    object.properties().stream()
        .filter(field -> isTable(field.getValue()))
        .forEach(field -> {
          lines.add("  " + title(field.getKey()));
          lines.addAll(indented(indented(table(field.getValue()))));
        });
    return lines;
  }

  private static void row(Table table, Map.Entry<String, JsonNode> field) {
    String text = text(field.getKey(), field.getValue());
    table.row(title(field.getKey()), text.isEmpty() ? "none" : text);
  }

  private static boolean isTable(JsonNode value) {
    return value.isArray() && value.path(0).isObject();
  }

  private static List<String> indented(List<String> lines) {
    return lines.stream().map(line -> "  " + line).toList();
  }

  private static String title(String field) {
    return field.replace('_', ' ');
  }

  private static String text(String field, JsonNode value) {
    if (DURATIONS.contains(field) && value.asText().startsWith("P")) {
      return Spans.text(Duration.parse(value.asText()));
    }
    if (value.isArray()) {
      return stream(value).map(element -> text("", element)).collect(Collectors.joining(", "));
    }
    if (value.has("name") && value.has("type")) {
      return value.path("name").asText() + " " + value.path("type").asText();
    }
    if (value.isObject()) {
      return value.properties().stream()
          .map(entry -> entry.getKey() + "=" + text("", entry.getValue()))
          .collect(Collectors.joining(", "));
    }
    return value.asText().strip().replaceAll("\\s+", " ");
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
  }
}
