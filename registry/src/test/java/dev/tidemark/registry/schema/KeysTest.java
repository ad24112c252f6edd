package dev.tidemark.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema knows the keys that the parser knows, in every object. */
class KeysTest {
  private static final Pattern UNKNOWN =
      Pattern.compile("unknown key made_up in [^:]*: expected (.*?)( \\(did you mean .*)?");
  private static final Pattern MISSING = Pattern.compile("missing key (\\w+)[ :].*");

  @TempDir private Path root;

  private final Map<String, Set<String>> seen = new TreeMap<>();
  private final Set<String> open = new TreeSet<>();

  /** A document, one of its objects, and what goes with the document. */
  private record Place(Editor editor, List<JsonNode> documents, JsonNode document, String path) {
    ObjectNode object() {
      return (ObjectNode) document.at(path);
    }

    List<Error> errors(String keyword) {
      return editor.errors(document).stream()
          .filter(error -> error.getKeyword().equals(keyword))
          .filter(error -> error.getInstanceLocation().toString().equals(path))
          .toList();
    }

    List<String> problems(Path root) {
      String text = Yaml.file(documents);
      Parser parser = new Parser(root);
      return editor == Editor.SETTINGS
          ? parser.problems(text, "")
          : parser.problems(Parser.SETTINGS, text);
    }
  }

  private static void forEveryObject(Consumer<Place> test) {
    for (String example : Pages.examples(Pages.SETTINGS)) {
      forEveryObject(Editor.SETTINGS, Yaml.documents(example), test);
    }
    forEveryObject(Editor.DEFINITIONS, Pages.repository(), test);
  }

  private static void forEveryObject(
      Editor editor, List<JsonNode> documents, Consumer<Place> test) {
    for (int i = 0; i < documents.size(); i++) {
      for (String path : objects("", documents.get(i))) {
        List<JsonNode> copy = new ArrayList<>(documents);
        copy.set(i, documents.get(i).deepCopy());
        test.accept(new Place(editor, copy, copy.get(i), path));
      }
    }
  }

  private static List<String> objects(String path, JsonNode node) {
    List<String> found = new ArrayList<>();
    if (node.isObject()) {
      found.add(path);
      node.properties().forEach(e -> found.addAll(objects(path + "/" + e.getKey(), e.getValue())));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      found.addAll(objects(path + "/" + i, node.get(i)));
    }
    return found;
  }

  @Test
  void the_schema_s_keys_are_those_that_the_parser_asks_for() {
    forEveryObject(this::compareKeys);
    assertThat(open)
        .as("mappings whose keys are free")
        .containsExactly("catalog", "kafka", "keys", "tags");
    Map<String, Set<String>> all = new TreeMap<>();
    Stream.of(Editor.DEFINITIONS, Editor.SETTINGS)
        .forEach(editor ->
            editor.closedObjects().keySet().forEach(at -> all.put(at, editor.properties(at))));
    assertThat(seen).as("keys that have an example on the pages").isEqualTo(all);
  }

  private void compareKeys(Place place) {
    Set<String> used = new TreeSet<>();
    place.object().fieldNames().forEachRemaining(used::add);
    place.object().put("made_up", "x");
    List<Error> refusals = place.errors("additionalProperties");
    if (refusals.isEmpty()) {
      open.add(place.path().replaceFirst(".*/", ""));
      return;
    }
    String object = Editor.closedObject(refusals.getFirst());
    seen.computeIfAbsent(object, o -> new TreeSet<>()).addAll(used);
    assertThat(known(place.problems(root))).as(object).isEqualTo(place.editor().properties(object));
  }

  private static Set<String> known(List<String> problems) {
    for (String problem : problems) {
      Matcher unknown = UNKNOWN.matcher(problem);
      if (unknown.matches()) {
        return new TreeSet<>(List.of(unknown.group(1).split(", | or ")));
      }
    }
    throw new AssertionError("The parser took made_up: " + problems);
  }

  @Test
  void the_schema_misses_a_key_exactly_when_the_parser_does() {
    forEveryObject(place -> {
      List<String> keys = new ArrayList<>();
      place.object().fieldNames().forEachRemaining(keys::add);
      for (String key : keys) {
        compareWithout(key, place);
      }
    });
  }

  private void compareWithout(String key, Place place) {
    JsonNode value = place.object().remove(key);
    Set<String> missed = new TreeSet<>();
    place.errors("required").forEach(error -> missed.add(error.getProperty()));
    Set<String> missing = new TreeSet<>();
    for (String problem : place.problems(root)) {
      Matcher matcher = MISSING.matcher(problem);
      if (matcher.matches()) {
        missing.add(matcher.group(1));
      } else if (problem.contains("expected from for a latest feature, or aggregate")) {
        missing.addAll(List.of("from", "aggregate"));
      }
    }
    assertThat(missed).as("without %s in %s", key, place.object()).isEqualTo(missing);
    place.object().set(key, value);
  }
}
