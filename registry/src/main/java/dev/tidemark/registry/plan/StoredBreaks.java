package dev.tidemark.registry.plan;

import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** What makes stored data unreadable or unreachable. */
final class StoredBreaks {
  private final Deployment deployed;
  private final Deployment wanted;
  private final Users users;
  private final Map<String, FeatureLog> before;

  StoredBreaks(Deployment deployed, Deployment wanted, Users users) {
    this.deployed = deployed;
    this.wanted = wanted;
    this.users = users;
    before = ByName.index(deployed.logs(), FeatureLog::topic);
  }

  List<Breaking> find() {
    List<Breaking> found = new ArrayList<>();
    partitions(found);
    keys(found);
    columns(found);
    return found;
  }

  private void partitions(List<Breaking> to) {
    int was = deployed.version().partitions();
    int will = wanted.version().partitions();
    if (!deployed.logs().isEmpty() && was != will) {
      to.add(
          new Breaking(
              "state.partitions %d → %d".formatted(was, will),
              "keys would be looked for in other partitions than they lie in",
              List.of()));
    }
  }

  private void keys(List<Breaking> to) {
    Map<String, Breaking> found = new LinkedHashMap<>();
    for (FeatureLog log : wanted.logs()) {
      FeatureLog old = before.get(log.topic());
      if (old != null && !old.entity().keys().equals(log.entity().keys())) {
        String entity = log.entity().name();
        found.computeIfAbsent(
            entity,
            name ->
                new Breaking(
                    "entity %s: keys %s → %s"
                        .formatted(name, typed(old.entity().keys()), typed(log.entity().keys())),
                    "what is stored is found by the old keys, and requests bring those",
                    users((view, feature) -> view.entity().equals(name))));
      }
    }
    to.addAll(found.values());
  }

  private static String typed(List<Column> keys) {
    return keys.stream().map(k -> k.name() + " " + k.type()).collect(Collectors.joining(", "));
  }

  private record Retyped(String source, String column, ValueType from, ValueType to) {}

  private void columns(List<Breaking> to) {
    Map<Retyped, List<String>> retyped = new LinkedHashMap<>();
    for (FeatureLog log : wanted.logs()) {
      FeatureLog old = before.get(log.topic());
      if (old != null) {
        retyped(old, log)
            .forEach(
                column -> retyped.computeIfAbsent(column, c -> new ArrayList<>()).add(log.topic()));
      }
    }
    retyped.forEach((column, topics) ->
        to.add(
            new Breaking(
                "column %s of source %s: %s → %s"
                    .formatted(column.column(), column.source(), column.from(), column.to()),
                "its old values in %s cannot be read".formatted(String.join(", ", topics)),
                users((view, feature) ->
                    view.source().equals(column.source()) && reads(feature, column.column())))));
  }

  private static List<Retyped> retyped(FeatureLog old, FeatureLog now) {
    RowSchema schema = old.plan().schema();
    Map<String, Column> was = ByName.index(schema.columns(), Column::name);
    List<Retyped> retyped = new ArrayList<>();
    for (Column column : now.plan().schema().columns()) {
      Column before = was.get(column.name());
      if (before != null && !before.equals(column)) {
        retyped.add(new Retyped(now.source().name(), column.name(), before.type(), column.type()));
      }
    }
    return retyped;
  }

  private static boolean reads(FeatureDefinition feature, String column) {
    return switch (feature) {
      case FeatureDefinition.Latest latest -> latest.from().equals(column);
      case FeatureDefinition.Window window -> window.of().filter(column::equals).isPresent();
    };
  }

  /** The views with such features, and all that uses these. */
  private List<String> users(BiPredicate<FeatureView, FeatureDefinition> such) {
    Set<String> views = new LinkedHashSet<>();
    List<Reference> features = new ArrayList<>();
    for (FeatureView view : wanted.version().definitions().views()) {
      for (FeatureDefinition feature : view.features()) {
        if (such.test(view, feature)) {
          views.add("feature view " + view.name());
          features.add(new Reference(view.name(), feature.name()));
        }
      }
    }
    views.addAll(users.of(features));
    return List.copyOf(views);
  }
}
