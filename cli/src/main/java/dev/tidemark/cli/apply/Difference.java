package dev.tidemark.cli.apply;

import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many objects differ between a version and the one before it. */
public record Difference(long added, long changed, long removed) {

  /**
   * Counts them.
   *
   * @param before empty for a project's first version
   */
  public static Difference between(Optional<Version> before, Version version) {
    Map<String, Object> old = objects(before.map(Version::definitions).orElse(Definitions.NONE));
    Map<String, Object> now = objects(version.definitions());
    long common = now.keySet().stream().filter(old::containsKey).count();
    long same = now.entrySet().stream().filter(old.entrySet()::contains).count();
    return new Difference(now.size() - common, common - same, old.size() - common);
  }

  private static Map<String, Object> objects(Definitions definitions) {
    Map<String, Object> objects = new HashMap<>();
    definitions.entities().forEach(entity -> objects.put("entity " + entity.name(), entity));
    definitions.sources().forEach(source -> objects.put("source " + source.name(), source));
    definitions.views().forEach(view -> objects.put("view " + view.name(), view));
    definitions.onDemandViews().forEach(view -> objects.put("on demand " + view.name(), view));
    definitions.services().forEach(service -> objects.put("service " + service.name(), service));
    return objects;
  }

  /** For people, such as {@code 2 added, 1 removed}. */
  public String toText() {
    List<String> parts = new ArrayList<>();
    part(parts, added, "added");
    part(parts, changed, "changed");
    part(parts, removed, "removed");
    return parts.isEmpty() ? "none changed" : String.join(", ", parts);
  }

  private static void part(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }
}
