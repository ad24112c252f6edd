package dev.tidemark.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.tidemark.registry.yaml.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Whatever the parser accepts, the schema accepts. */
class RandomDocumentsTest {
  private static final int CASES = 600;

  @TempDir private Path root;

  @Test
  void the_schema_refuses_nothing_that_the_parser_accepts() {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println("RandomDocumentsTest: -Dtests.seed=" + seed);
    Mutation mutation = new Mutation(new Random(seed));
    List<JsonNode> settings = Yaml.documents(Pages.examples(Pages.SETTINGS).getFirst());
    List<List<JsonNode>> definitions =
        List.of(Yaml.documents(Example.DEFINITIONS + Example.ON_DEMAND), Pages.repository());
    int accepted = 0;
    int shown = 0;
    for (int i = 0; i < CASES; i++) {
      boolean inSettings = i % 4 == 0;
      String text = mutation.of(inSettings ? settings : definitions.get(i % 2));
      List<String> problems =
          inSettings
              ? new Parser(root).problems(text, "")
              : new Parser(root).problems(Parser.SETTINGS, text);
      List<Error> errors = errors(inSettings ? Editor.SETTINGS : Editor.DEFINITIONS, text);
      if (problems.isEmpty()) {
        assertThat(errors).as("seed %d, case %d:%n%s", seed, i, text).isEmpty();
        accepted++;
      } else if (!errors.isEmpty()) {
        shown++;
      }
    }
    System.out.printf("%d accepted, %d of the others shown by the schema%n", accepted, shown);
    assertThat(accepted).isGreaterThan(CASES / 20);
    assertThat(shown).isGreaterThan((CASES - accepted) / 2);
  }

  private static List<Error> errors(Editor editor, String text) {
    List<Error> errors = new ArrayList<>();
    try {
      Yaml.documents(text).forEach(document -> errors.addAll(editor.errors(document)));
    } catch (YamlEngineException e) {
      throw new AssertionError("No YAML: " + text, e);
    }
    return errors;
  }
}
