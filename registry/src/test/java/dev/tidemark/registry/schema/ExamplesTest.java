package dev.tidemark.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tidemark.registry.yaml.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Editors find nothing wrong in what is valid. */
class ExamplesTest {

  static Stream<Path> files() throws IOException {
    try (Stream<Path> example = Files.walk(Pages.ROOT.resolve("examples"));
        Stream<Path> template = Files.walk(Pages.ROOT.resolve("cli/src/main/resources"))) {
      List<Path> found =
          Stream.concat(example, template)
              .filter(file -> file.toString().endsWith("yaml"))
              .toList();
      assertThat(found).hasSizeGreaterThan(7);
      return found.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_file_that_ships_is_valid(Path file) {
    boolean settings = file.endsWith("tidemark.yaml");
    assertValid(settings ? Editor.SETTINGS : Editor.DEFINITIONS, Pages.text(file));
  }

  @Test
  void the_design_s_example_is_valid() {
    assertValid(Editor.DEFINITIONS, Example.DEFINITIONS + Example.ON_DEMAND);
  }

  @Test
  void definitions_may_stand_in_the_file_of_the_settings() {
    assertValid(Editor.SETTINGS, "project: wiki\n---\n" + Example.DEFINITIONS);
    JsonNode wrong = Yaml.documents("{kind: Entity, name: a, keys: []}").getFirst();
    assertThat(Editor.SETTINGS.errors(wrong)).isNotEmpty();
    assertThat(Editor.DEFINITIONS.errors(Yaml.documents(Parser.SETTINGS).getFirst())).isNotEmpty();
  }

  private static void assertValid(Editor editor, String yaml) {
    for (JsonNode document : Yaml.documents(yaml)) {
      assertThat(editor.errors(document)).as(document.toString()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_schemas_are_schemas(boolean settings) {
    String text = settings ? LanguageSchema.settings() : LanguageSchema.definitions();
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                .validate(text, InputFormat.JSON))
        .isEmpty();
  }
}
