package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Meta;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what every object may say about itself. */
final class MetaReader {
  private MetaReader() {}

  static Meta read(Mapping mapping) {
    Map<String, String> tags = new HashMap<>();
    mapping.texts("tags").forEach((key, value) -> tags.put(key.value(), value.value()));
    return new Meta(text(mapping, "description"), text(mapping, "owner"), tags);
  }

  private static String text(Mapping mapping, String key) {
    Value value = mapping.optional(key);
    @Nullable Located<String> text = value == null ? null : value.text();
    return text == null ? "" : text.value();
  }
}
