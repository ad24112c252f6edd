package dev.tidemark.registry.plan;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Source;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a feature's value depends on, besides the events: equal aspects, equal values. The ttl is
 * none of them, since it hides values and does not change them.
 */
final class Aspects {
  private static final String COLUMN = "column ";
  private static final String DERIVED = "derived column ";
  private static final Set<String> OF_FEATURES =
      Set.of("from", "aggregate", "of", "n", "window", "offset", "where");

  private final ByName names;
  private final Map<String, Map<String, Source.Derived>> derived = new LinkedHashMap<>();

  Aspects(ByName names) {
    this.names = names;
    names
        .sources()
        .forEach((name, source) ->
            derived.put(name, ByName.index(source.derived(), Source.Derived::name)));
  }

  /** By the name under which people know them. */
  Map<String, String> of(FeatureView view, FeatureDefinition feature) {
    Map<String, String> aspects = new LinkedHashMap<>();
    aspects.put("entity", view.entity());
    aspects.put("source", view.source());
    view.where().ifPresent(where -> aspects.put("where of the view", where.strip()));
    Set<String> used = new LinkedHashSet<>();
    view.where().map(Words::of).ifPresent(used::addAll);
    Fields.of(feature)
        .forEach((name, text) -> {
          if (OF_FEATURES.contains(name)) {
            aspects.put(name, text.strip());
          }
        });
    switch (feature) {
      case FeatureDefinition.Latest latest -> used.add(latest.from());
      case FeatureDefinition.Window window -> {
        window.of().ifPresent(used::add);
        window.where().map(Words::of).ifPresent(used::addAll);
      }
    }
    Source source = Objects.requireNonNull(names.sources().get(view.source()));
    times(source, feature, aspects);
    columns(source, used, aspects);
    return aspects;
  }

  /** Whether a difference is a reason of its own: another column is told by what names it. */
  static boolean tells(Field field) {
    boolean column = field.name().startsWith(COLUMN) || field.name().startsWith(DERIVED);
    return column
        ? field.before().isPresent() && field.after().isPresent()
        : !field.name().equals(Field.ORDER);
  }

  private static void times(Source source, FeatureDefinition feature, Map<String, String> aspects) {
    aspects.put("event_time", Fields.time(source.eventTime()));
    if (ordered(feature)) {
      source.createdTime().ifPresent(created -> aspects.put("created_time", Fields.time(created)));
    }
  }

  /** Whether the order of events with equal event times shows in the value. */
  private static boolean ordered(FeatureDefinition feature) {
    return switch (feature) {
      case FeatureDefinition.Latest latest -> true;
      case FeatureDefinition.Window window -> ordered(window.aggregate());
    };
  }

  private static boolean ordered(Function function) {
    return switch (function) {
      case LAST_N -> true;
      case COUNT, SUM, MEAN, MIN, MAX -> false;
    };
  }

  private void columns(Source source, Set<String> used, Map<String, String> aspects) {
    Map<String, Source.Derived> computed = Objects.requireNonNull(derived.get(source.name()));
    Map<String, Column> known = names.columnsOf(source.name());
    Set<String> all = new LinkedHashSet<>(used);
    used.stream()
        .map(computed::get)
        .filter(Objects::nonNull)
        .forEach(column -> all.addAll(Words.of(column.expression())));
    for (String name : all) {
      Source.Derived expression = computed.get(name);
      Column column = known.get(name);
      if (expression != null) {
        aspects.put(DERIVED + name, Fields.derived(expression).strip());
      } else if (column != null) {
        aspects.put(COLUMN + name, Fields.typed(source, column));
      }
    }
  }
}
