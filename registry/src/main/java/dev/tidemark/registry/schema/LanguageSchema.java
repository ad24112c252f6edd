package dev.tidemark.registry.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The JSON Schemas (draft 2020-12) of what a feature repository may hold. They refuse nothing that
 * {@link dev.tidemark.registry.yaml.FeatureRepository} accepts; it alone checks references between
 * objects, and what stands in expressions and time patterns.
 */
public final class LanguageSchema {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LanguageSchema() {}

  /** The schema of one document that holds a definition. */
  public static String definitions() {
    return read("definitions.schema.json").toPrettyString();
  }

  /** The schema of one document of {@code tidemark.yaml}: the settings, or a definition. */
  public static String settings() {
    ObjectNode schema = read("settings.schema.json");
    ObjectNode definition = read("definitions.schema.json");
    ObjectNode parts = schema.withObjectProperty("$defs");
    parts.setAll((ObjectNode) definition.remove("$defs"));
    parts.set("Definition", definition.remove(List.of("$schema", "title")));
    return schema.toPrettyString();
  }

  private static ObjectNode read(String resource) {
    try (InputStream in = LanguageSchema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The build left out " + resource);
      }
      return (ObjectNode) JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
