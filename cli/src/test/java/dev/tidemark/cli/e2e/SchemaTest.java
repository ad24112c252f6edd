package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schemas that editors use. */
class SchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern COMMAND = Pattern.compile("(?m)^tidemark (.*) > (\\S+)$");
  private static final Pattern MAPPING = Pattern.compile("(?s)```json\\n(.*?)```");

  @TempDir Path folder;

  @Test
  void definitions_and_settings_have_a_schema_each() throws IOException {
    JsonNode definitions = JSON.readTree(TestCommand.done(folder, "schema").out());
    assertThat(definitions.path("properties")).hasSize(1);
    assertThat(definitions.path("$defs").has("Settings")).isFalse();
    JsonNode settings = JSON.readTree(TestCommand.done(folder, "schema", "--settings").out());
    assertThat(settings.path("$defs").has("Settings")).isTrue();
    assertThat(settings.path("$defs").path("Definition").path("properties"))
        .isEqualTo(definitions.path("properties"));
  }

  @Test
  void the_how_to_s_commands_write_what_its_mapping_names() throws IOException {
    String page = Files.readString(Path.of("../docs/how-to/editors.md"));
    List<String> written = new ArrayList<>();
    for (Matcher command = COMMAND.matcher(page); command.find(); ) {
      TestCommand.done(folder, command.group(1).split(" "));
      written.add(command.group(2));
    }
    Matcher mapping = MAPPING.matcher(page);
    assertThat(mapping.find()).isTrue();
    List<String> mapped = new ArrayList<>();
    JSON.readTree(mapping.group(1)).path("yaml.schemas").fieldNames().forEachRemaining(mapped::add);
    assertThat(mapped).hasSize(2).containsExactlyInAnyOrderElementsOf(written);
  }
}
