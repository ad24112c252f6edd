package dev.tidemark.registry.plan;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.deployment.FeatureLog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which features of a log lack the events of which the log has no column or condition yet. */
final class Lacking {
  private final FeatureLog log;
  private final Set<String> columns;
  private final Set<String> conditions;
  private final Set<String> everColumns = new HashSet<>();
  private final Set<String> everConditions = new HashSet<>();

  /**
   * @param log as it is wanted
   * @param known every schema that it has had
   */
  Lacking(FeatureLog log, List<RowSchema> known) {
    this.log = log;
    columns = names(known.getLast());
    conditions = Set.copyOf(known.getLast().conditions());
    for (RowSchema schema : known) {
      everColumns.addAll(names(schema));
      everConditions.addAll(schema.conditions());
    }
  }

  private static Set<String> names(RowSchema schema) {
    return ByName.index(schema.columns(), Column::name).keySet();
  }

  List<Consequence> find() {
    List<Consequence> found = new ArrayList<>();
    log.plan().views().forEach(view -> view(view, found));
    return found;
  }

  private void view(View view, List<Consequence> to) {
    Map<String, List<String>> reasons = new LinkedHashMap<>();
    for (Feature feature : view.features()) {
      reason(view, feature)
          .ifPresent(
              why -> reasons.computeIfAbsent(why, w -> new ArrayList<>()).add(feature.name()));
    }
    reasons.forEach((why, features) -> {
      if (features.size() > 1 && features.size() == view.features().size()) {
        add("feature view " + view.name(), why, to);
      } else {
        features.forEach(f -> add("feature " + new Reference(view.name(), f), why, to));
      }
    });
  }

  private static void add(String object, String why, List<Consequence> to) {
    to.add(new Consequence(Consequence.Kind.BACKFILL, object, object + " " + why));
  }

  private Optional<String> reason(View view, Feature feature) {
    return switch (feature) {
      case Feature.Latest latest -> reason(latest.column(), view.condition(), "knows");
      case Feature.Window window ->
          reason(window.window().column(), window.window().condition(), "counts");
    };
  }

  private Optional<String> reason(int column, int condition, String verb) {
    List<String> missing = new ArrayList<>();
    boolean ever = true;
    if (column >= 0) {
      String name = log.plan().schema().columns().get(column).name();
      if (!columns.contains(name)) {
        missing.add("column " + name);
        ever = everColumns.contains(name);
      }
    }
    if (condition >= 0) {
      String text = log.plan().schema().conditions().get(condition);
      if (!conditions.contains(text)) {
        missing.add("condition " + text);
        ever &= everConditions.contains(text);
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(sentence(verb, String.join(" and ", missing), ever));
  }

  private static String sentence(String verb, String missing, boolean ever) {
    return ever
        ? "lacks the events that its feature log took without %s; those need a backfill"
            .formatted(missing)
        : "%s only events from now on (%s is new in its feature log); older ones need a backfill"
            .formatted(verb, missing);
  }
}
