package dev.tidemark.registry.plan;

import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Finds what goes under one name and comes under another. Where several fit, it says nothing. */
final class Renames {
  private final List<Rename> found = new ArrayList<>();

  private Renames() {}

  static List<Rename> between(ByName from, ByName to) {
    Renames renames = new Renames();
    renames.pair("entity", from.entities(), to.entities(), e -> new Content(Fields.of(e)));
    renames.pair("source", from.sources(), to.sources(), s -> new Content(Fields.of(s)));
    renames.pair("feature view", from.views(), to.views(), Renames::content);
    to.views()
        .forEach((name, view) -> {
          FeatureView old = from.views().get(name);
          if (old != null && !old.equals(view)) {
            renames.pair(
                Change.FEATURE, references(old), references(view), f -> new Content(Fields.of(f)));
          }
        });
    renames.pair("on-demand feature view", from.onDemand(), to.onDemand(), Renames::content);
    to.onDemand()
        .forEach((name, view) -> {
          OnDemandFeatureView old = from.onDemand().get(name);
          if (old != null && !old.equals(view)) {
            renames.pair(
                Change.FEATURE, references(old), references(view), f -> new Content(Fields.of(f)));
          }
        });
    renames.pair("feature service", from.services(), to.services(), s -> new Content(Fields.of(s)));
    return renames.found;
  }

  /** The fields of an object, and of its features by their names. */
  private record Content(Map<String, String> fields, Map<String, Content> features) {
    Content(Map<String, String> fields) {
      this(fields, Map.of());
    }

    /** Without description, owner and tags. */
    Content bare() {
      Map<String, String> bare = new LinkedHashMap<>(fields);
      bare.keySet().removeIf(Fields::isMeta);
      Map<String, Content> bareFeatures = new LinkedHashMap<>();
      features.forEach((name, feature) -> bareFeatures.put(name, feature.bare()));
      return new Content(bare, bareFeatures);
    }
  }

  private static Content content(FeatureView view) {
    Map<String, Content> features = new LinkedHashMap<>();
    view.features().forEach(f -> features.put(f.name(), new Content(Fields.of(f))));
    return new Content(Fields.of(view), features);
  }

  private static Content content(OnDemandFeatureView view) {
    Map<String, Content> features = new LinkedHashMap<>();
    view.features().forEach(f -> features.put(f.name(), new Content(Fields.of(f))));
    return new Content(Fields.of(view), features);
  }

  private static Map<String, FeatureDefinition> references(FeatureView view) {
    return ByName.index(view.features(), f -> new Reference(view.name(), f.name()).toString());
  }

  private static Map<String, OnDemandFeatureView.Feature> references(OnDemandFeatureView view) {
    return ByName.index(view.features(), f -> new Reference(view.name(), f.name()).toString());
  }

  private <T> void pair(
      String kind, Map<String, T> from, Map<String, T> to, Function<T, Content> content) {
    Map<String, Content> gone = without(from, to, content);
    Map<String, Content> come = without(to, from, content);
    Map<Content, List<String>> candidates = byBare(come);
    byBare(gone)
        .forEach((bare, names) -> {
          List<String> others = candidates.getOrDefault(bare, List.of());
          if (names.size() == 1 && others.size() == 1) {
            String name = names.getFirst();
            String other = others.getFirst();
            boolean exact = Objects.equals(gone.get(name), come.get(other));
            found.add(new Rename(kind, name, other, exact));
          }
        });
  }

  private static <T> Map<String, Content> without(
      Map<String, T> all, Map<String, T> others, Function<T, Content> content) {
    Map<String, Content> without = new LinkedHashMap<>();
    all.forEach((name, object) -> {
      if (!others.containsKey(name)) {
        without.put(name, content.apply(object));
      }
    });
    return without;
  }

  private static Map<Content, List<String>> byBare(Map<String, Content> contents) {
    Map<Content, List<String>> groups = new LinkedHashMap<>();
    contents.forEach((name, content) ->
        groups.computeIfAbsent(content.bare(), c -> new ArrayList<>()).add(name));
    return groups;
  }
}
