package dev.tidemark.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.yaml.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the schema says about values is what the parser does. */
class ValuesTest {
  @TempDir private Path root;

  @Test
  void lists_the_names_that_the_language_knows() {
    assertThat(words("/$defs/windowFeature/properties/aggregate/enum"))
        .isEqualTo(Arrays.stream(Function.values()).map(Function::keyword).toList());
    assertThat(Editor.DEFINITIONS.at("/$defs/windowFeature/properties/aggregate/enumDescriptions"))
        .hasSize(Function.values().length);
    List<ValueType> types = scalars().map(ValueType::of).toList();
    assertThat(words("/$defs/type/enum"))
        .isEqualTo(
            Stream.concat(types.stream(), scalars().map(ValueType::arrayOf))
                .map(ValueType::toString)
                .toList());
    assertThat(words("/$defs/key/properties/type/enum"))
        .isEqualTo(types.stream().filter(KeyCodec::supports).map(ValueType::toString).toList());
    assertThat(words("/properties/kind/enum"))
        .isEqualTo(expected(Example.DEFINITIONS, "kind: Entity", "kind: x"));
    assertThat(words("/$defs/timeColumn/properties/format/anyOf/0/enum"))
        .isEqualTo(words("/$defs/timeColumn/if/properties/format/enum"))
        .isEqualTo(expected(Example.DEFINITIONS, "format: ISO_8601", "format: EPOCH_X"));
    assertThat(words("/$defs/Source/properties/format/enum"))
        .isEqualTo(expected(Example.DEFINITIONS, "format: JSON", "format: x"));
  }

  private static Stream<Scalar> scalars() {
    return Arrays.stream(Scalar.values());
  }

  private static List<String> words(String pointer) {
    List<String> words = new ArrayList<>();
    Editor.DEFINITIONS.at(pointer).forEach(word -> words.add(word.textValue()));
    return words;
  }

  /** The names that the parser lists when it finds another. */
  private List<String> expected(String yaml, String right, String wrong) {
    String problem =
        new Parser(root)
            .problems(Parser.SETTINGS, yaml.replaceFirst(right, wrong)).stream()
                .filter(message -> message.startsWith("unknown "))
                .findFirst()
                .orElseThrow();
    return List.of(problem.replaceAll(".*: expected | \\(.*|, or a .*", "").split(", | or "));
  }

  @Test
  void a_setting_s_default_is_what_the_parser_takes_without_it() {
    ObjectNode written = Yaml.JSON.createObjectNode().put("project", "wiki");
    writeDefaults(Editor.SETTINGS.at("/$defs/Settings"), written);
    // Objects with a required key have defaults beside it
    writeDefaults(
        Editor.SETTINGS.at("/$defs/Settings/properties/tracing"),
        written.putObject("tracing").put("endpoint", "http://collector:4318"));
    // All but tls, whose keys are required
    assertThat(written).hasSize(Editor.SETTINGS.properties("/$defs/Settings").size() - 1);
    Settings settings = new Parser(root).read(written.toString(), "").settings();
    String needed = Parser.SETTINGS + "tracing: {endpoint: \"http://collector:4318\"}\n";
    assertThat(settings).isEqualTo(new Parser(root).read(needed, "").settings());
  }

  @Test
  void a_default_in_definitions_is_what_the_parser_takes_without_it() {
    List<String> keys =
        List.of(
            "Source/properties/format",
            "Source/properties/max_future_skew",
            "Source/properties/non_finite");
    String source = "name: edits\n%s".formatted(written(keys));
    String view =
        "name: page_activity\n%s".formatted(written(List.of("FeatureView/properties/ttl")));
    String bare =
        Example.DEFINITIONS.replaceAll(
            "(?m)^(format|ttl|max_future_skew): .*\\n|, zone: [^}]*", "");
    String full = bare.replace("name: edits\n", source).replace("name: page_activity\n", view);
    assertThat(full).contains("format: JSON", "ttl: 0");
    assertThat(definitions(full)).isEqualTo(definitions(bare));
    String within = "id: x\n" + written(List.of("Source/properties/dedupe_within"));
    assertThat(definitions(bare.replace("name: edits\n", "name: edits\n" + within)))
        .isEqualTo(definitions(bare.replace("name: edits\n", "name: edits\nid: x\n")));
    String zone = written(List.of("timeColumn/properties/zone")).strip();
    assertThat(createdTime(full.replace("HH:mm\"", "HH:mm\", " + zone)))
        .isEqualTo(createdTime(bare));
  }

  private static String written(List<String> keys) {
    return keys.stream()
        .map(key ->
            "%s: %s\n"
                .formatted(
                    key.replaceFirst(".*/", ""),
                    Editor.DEFINITIONS.at("/$defs/" + key + "/default").asText()))
        .collect(Collectors.joining());
  }

  private Definitions definitions(String yaml) {
    return new Parser(root).read(Parser.SETTINGS, yaml).definitions();
  }

  /** When an event was written, in microseconds. */
  private long createdTime(String yaml) {
    Source source = definitions(yaml).sources().getFirst();
    return source.createdTime().orElseThrow().format().parse("2026-01-31 09:30");
  }

  private static void writeDefaults(JsonNode schema, ObjectNode to) {
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          JsonNode value = property.getValue().get("default");
          if (value != null) {
            to.set(property.getKey(), value);
          } else if (property.getValue().path("type").asText().equals("object")
              && !property.getValue().has("required")) {
            writeDefaults(property.getValue(), to.putObject(property.getKey()));
          }
        });
  }

  @Test
  void every_default_and_example_fits_its_own_key() {
    for (Editor editor : List.of(Editor.DEFINITIONS, Editor.SETTINGS)) {
      for (String object : editor.closedObjects().keySet()) {
        editor.properties(object).forEach(key -> assertValuesFit(editor, object, key));
      }
    }
  }

  private static void assertValuesFit(Editor editor, String object, String key) {
    JsonNode property = editor.at(object + "/properties").get(key);
    List<JsonNode> values = new ArrayList<>();
    property.path("examples").forEach(values::add);
    if (property.has("default")) {
      values.add(property.get("default"));
    }
    for (JsonNode value : values) {
      assertThat(editor.errors(object, key, value)).as("%s %s: %s", object, key, value).isEmpty();
    }
  }
}
