package dev.tidemark.registry.definition;

import java.util.Map;

/** What every object may say about itself; it changes nothing. Absent texts are empty. */
public record Meta(String description, String owner, Map<String, String> tags) {
  public static final Meta NONE = new Meta("", "", Map.of());

  public Meta {
    tags = Map.copyOf(tags);
  }
}
