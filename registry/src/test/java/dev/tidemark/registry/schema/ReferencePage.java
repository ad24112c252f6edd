package dev.tidemark.registry.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fills a page of the reference: what stands between {@code <!-- keys: Entity -->} and {@code <!--
 * end -->} is rendered, the rest is as it is written.
 */
final class ReferencePage {
  private static final Pattern MARKED =
      Pattern.compile("(?s)(<!-- (keys|functions): ?(\\w*) -->\\n).*?(<!-- end -->)");

  /** What every object says about itself has a section of its own. */
  private static final Set<String> META = Set.of("description", "owner", "tags");

  /** Types of which an example in the table would tell nothing. */
  private static final Set<String> NAMES = Set.of("name", "column name", "topic");

  private static final Map<String, String> SECTIONS =
      Map.of(
          "type", "#types",
          "duration", "#durations",
          "expression", "#expressions",
          "time format", "#time-formats",
          "function", "#functions");

  private final Editor editor;
  private final String page;
  private final Set<String> rendered = new LinkedHashSet<>();

  ReferencePage(Editor editor, String page) {
    this.editor = editor;
    this.page = page;
  }

  String filled() {
    return MARKED
        .matcher(page)
        .replaceAll(mark ->
            Matcher.quoteReplacement(
                mark.group(1) + "\n" + table(mark.group(3)) + "\n" + mark.group(4)));
  }

  /** The parts of the schema that have a table on the page. */
  Set<String> rendered() {
    filled();
    return rendered;
  }

  private String table(String part) {
    if (part.isEmpty()) {
      return FunctionTable.text();
    }
    rendered.add(part);
    List<String> rows =
        new ArrayList<>(List.of("| key | type | default | meaning |", "| --- | --- | --- | --- |"));
    JsonNode object = editor.at("/$defs/" + part);
    boolean meta = part.equals("meta");
    rows(meta ? editor.at("/$defs/Entity") : object, "", key -> META.contains(key) == meta, rows);
    return String.join("\n", rows) + "\n";
  }

  private void rows(JsonNode object, String prefix, Predicate<String> wanted, List<String> rows) {
    List<String> required = new ArrayList<>();
    object.path("required").forEach(key -> required.add(key.textValue()));
    object
        .path("properties")
        .properties()
        .forEach(property -> {
          String key = property.getKey();
          JsonNode value = resolved(property.getValue());
          if (key.equals("kind") || !wanted.test(key)) {
            return;
          }
          if (value.has("description")) {
            String otherwise = required.contains(key) ? "required" : code(value.get("default"));
            rows.add(
                "| `%s%s` | %s | %s | %s |"
                    .formatted(prefix, key, type(value), otherwise, meaning(value)));
          }
          if (!property.getValue().has("$ref")) {
            rows(value, prefix + key + ".", wanted, rows);
          }
        });
  }

  /** The node with what it refers to; what it says itself counts. */
  private JsonNode resolved(JsonNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    JsonNode target = resolved(editor.at(node.get("$ref").textValue().substring(1)));
    return ((ObjectNode) target.deepCopy()).setAll((ObjectNode) node);
  }

  private String type(JsonNode value) {
    if (value.has("title")) {
      String title = value.get("title").textValue();
      return SECTIONS.containsKey(title)
          ? "[%s](%s)".formatted(title, section(title))
          : title + range(value);
    }
    if (value.path("type").asText().equals("array")) {
      return "list of " + resolved(value.get("items")).path("title").textValue() + "s";
    }
    List<String> words = new ArrayList<>();
    JsonNode names = value.has("enum") ? value : value.path("anyOf").path(0);
    names.path("enum").forEach(word -> words.add("`" + word.textValue() + "`"));
    return String.join(" or ", words);
  }

  private String section(String title) {
    return (editor == Editor.SETTINGS ? "definitions.md" : "") + SECTIONS.get(title);
  }

  private static String range(JsonNode value) {
    return value.has("maximum")
        ? ", %s to %s".formatted(value.get("minimum"), value.get("maximum"))
        : "";
  }

  private static String meaning(JsonNode value) {
    JsonNode example = value.path("examples").path(0);
    String meaning = value.get("description").textValue();
    return example.isMissingNode() || NAMES.contains(value.path("title").asText())
        ? meaning
        : meaning + " E.g. " + code(example) + ".";
  }

  private static String code(JsonNode value) {
    return value == null ? "" : "`" + yaml(value) + "`";
  }

  private static String yaml(JsonNode value) {
    return value.isObject()
        ? value.properties().stream()
            .map(e -> e.getKey() + ": " + yaml(e.getValue()))
            .collect(Collectors.joining(", ", "{", "}"))
        : value.asText();
  }
}
