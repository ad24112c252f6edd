package dev.tidemark.registry.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages of the reference, and the examples on them. */
final class Pages {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path DEFINITIONS = ROOT.resolve("docs/reference/definitions.md");
  static final Path SETTINGS = ROOT.resolve("docs/reference/settings.md");

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

  private Pages() {}

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The YAML on a page. */
  static List<String> examples(Path page) {
    List<String> examples = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(text(page)); block.find(); ) {
      examples.add(block.group(1));
    }
    return examples;
  }

  /** A repository of all objects on the page of definitions; of several of a name, the last. */
  static List<JsonNode> repository() {
    return repository("", examples(DEFINITIONS));
  }

  /** A repository of the objects of an example, and those of others that it does not replace. */
  static List<JsonNode> repository(String example, List<String> others) {
    Map<String, JsonNode> objects = new LinkedHashMap<>();
    for (String block : others) {
      Yaml.documents(block).forEach(object -> put(object, objects));
    }
    Yaml.documents(example).forEach(object -> put(object, objects));
    return List.copyOf(objects.values());
  }

  private static void put(JsonNode object, Map<String, JsonNode> objects) {
    objects.put(object.path("kind").asText() + " " + object.path("name").asText(), object);
  }
}
