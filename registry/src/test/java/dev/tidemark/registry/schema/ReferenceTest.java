package dev.tidemark.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.model.type.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of the reference say what the schema says, and their examples run. */
class ReferenceTest {
  @TempDir private Path root;

  private static ReferencePage page(Path file) {
    return new ReferencePage(
        file.equals(Pages.SETTINGS) ? Editor.SETTINGS : Editor.DEFINITIONS, Pages.text(file));
  }

  static Stream<Path> pages() {
    return Stream.of(Pages.DEFINITIONS, Pages.SETTINGS);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void tables_are_rendered_from_the_schema(Path file) throws IOException {
    String filled = page(file).filled();
    if (Boolean.getBoolean("tidemark.write-reference")) {
      Files.writeString(file, filled);
    }
    assertThat(Pages.text(file))
        .as(
            """
            %s differs from the schema. Change the schema, not the tables, and write them with
            mvn -pl registry -am test -Dtest='ReferenceTest' -Dsurefire.failIfNoSpecifiedTests=false -Dtidemark.write-reference=true\
            """,
            Pages.ROOT.relativize(file))
        .isEqualTo(filled);
  }

  @Test
  void every_object_of_the_language_has_a_table() {
    Set<String> parts = new TreeSet<>();
    for (String pointer : Editor.SETTINGS.closedObjects().keySet()) {
      parts.add(pointer.split("/")[2]);
    }
    Set<String> rendered = new TreeSet<>(page(Pages.DEFINITIONS).rendered());
    rendered.addAll(page(Pages.SETTINGS).rendered());
    assertThat(rendered).contains("meta");
    rendered.remove("meta");
    assertThat(rendered).isEqualTo(parts);
  }

  @Test
  void the_first_example_is_complete() {
    assertValid(Pages.examples(Pages.DEFINITIONS).getFirst(), List.of());
  }

  static List<String> fragments() {
    List<String> examples = Pages.examples(Pages.DEFINITIONS);
    return examples.subList(1, examples.size());
  }

  @ParameterizedTest
  @MethodSource("fragments")
  void a_further_example_is_valid_among_the_others(String example) {
    assertValid(example, fragments());
  }

  private void assertValid(String example, List<String> others) {
    for (JsonNode document : Yaml.documents(example)) {
      assertThat(Editor.DEFINITIONS.errors(document)).as(document.toString()).isEmpty();
    }
    String repository = Yaml.file(Pages.repository(example, others));
    assertThat(new Parser(root).problems(Parser.SETTINGS, repository)).isEmpty();
  }

  static List<String> settings() {
    return Pages.examples(Pages.SETTINGS);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void an_example_of_settings_is_valid(String example) {
    assertThat(Editor.SETTINGS.errors(Yaml.documents(example).getFirst())).isEmpty();
    assertThat(new Parser(root).problems(example, "")).isEmpty();
  }

  @Test
  void every_type_is_told() {
    for (Scalar scalar : Scalar.values()) {
      assertThat(Pages.text(Pages.DEFINITIONS)).contains("| `" + scalar + "` |");
    }
  }
}
