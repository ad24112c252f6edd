package dev.tidemark.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.yaml.Example;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  void a_default_is_what_the_parser_takes_for_a_missing_key() {
    ObjectNode written = Yaml.JSON.createObjectNode().put("project", "wiki");
    writeDefaults(Editor.SETTINGS.at("/$defs/Settings"), written);
    Settings settings = new Parser(root).read(written.toString(), "").settings();
    assertThat(written).hasSameSizeAs(Editor.SETTINGS.properties("/$defs/Settings"));
    assertThat(settings).isEqualTo(new Parser(root).read(Parser.SETTINGS, "").settings());

    String bare =
        Example.DEFINITIONS.replaceAll(
            "(?m)^(format|ttl|max_future_skew): .*\\n|, zone: [^}]*", "");
    String full =
        bare.replace("name: edits\n", "name: edits\nformat: JSON\nmax_future_skew: 5m\n")
            .replace("name: page_activity\n", "name: page_activity\nttl: 0\n")
            .replace("HH:mm\"", "HH:mm\", zone: UTC");
    assertThat(defaults("/$defs/Source/properties/format")).isEqualTo("JSON");
    assertThat(defaults("/$defs/Source/properties/max_future_skew")).isEqualTo("5m");
    assertThat(defaults("/$defs/FeatureView/properties/ttl")).isEqualTo("0");
    assertThat(defaults("/$defs/timeColumn/properties/zone")).isEqualTo("UTC");
    FeatureRepository read = new Parser(root).read(Parser.SETTINGS, bare);
    assertThat(new Parser(root).read(Parser.SETTINGS, full).definitions().views())
        .isEqualTo(read.definitions().views());
  }

  private static String defaults(String pointer) {
    return Editor.DEFINITIONS.at(pointer + "/default").asText();
  }

  private static void writeDefaults(JsonNode schema, ObjectNode to) {
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          JsonNode value = property.getValue().get("default");
          if (value != null) {
            to.set(property.getKey(), value);
          } else if (property.getValue().path("type").asText().equals("object")) {
            writeDefaults(property.getValue(), to.putObject(property.getKey()));
          }
        });
  }

  @Test
  void every_default_and_example_fits_its_own_key() {
    for (Editor editor : List.of(Editor.DEFINITIONS, Editor.SETTINGS)) {
      editor
          .closedObjects()
          .forEach((pointer, object) ->
              object
                  .path("properties")
                  .properties()
                  .forEach(property -> {
                    List<JsonNode> values = new ArrayList<>();
                    property.getValue().path("examples").forEach(values::add);
                    property.getValue().properties().stream()
                        .filter(keyword -> keyword.getKey().equals("default"))
                        .forEach(keyword -> values.add(keyword.getValue()));
                    values.forEach(value ->
                        assertThat(editor.errors(pointer, property.getKey(), value))
                            .as("%s/%s: %s", pointer, property.getKey(), value)
                            .isEmpty());
                  }));
    }
  }
}
