package dev.tidemark.registry.plan;

import dev.tidemark.model.feature.LogLayout;
import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What follows for topics, state, history and users when one deployment takes another's place. */
final class Consequences {
  private final Deployment wanted;
  private final Map<String, FeatureLog> before;
  private final List<String> effects = new ArrayList<>();
  private final List<String> breaking = new ArrayList<>();

  Consequences(Deployment deployed, Deployment wanted) {
    this.wanted = wanted;
    this.before =
        deployed.logs().stream().collect(Collectors.toMap(FeatureLog::topic, Function.identity()));
    partitions(deployed);
    wanted.logs().forEach(this::log);
    rebuilt(deployed);
    removed(deployed);
  }

  /** What happens, in words. */
  List<String> effects() {
    return List.copyOf(effects);
  }

  /** What makes old data unreadable or unreachable, in words. */
  List<String> breaking() {
    return List.copyOf(breaking);
  }

  private void partitions(Deployment deployed) {
    int was = deployed.version().partitions();
    int will = wanted.version().partitions();
    if (!deployed.logs().isEmpty() && was != will) {
      breaking.add(
          "state.partitions %d → %d: keys would be looked for in other partitions than they lie in"
              .formatted(was, will));
    }
  }

  private void log(FeatureLog log) {
    FeatureLog old = before.get(log.topic());
    if (old == null) {
      effects.add("feature log %s is created".formatted(log.topic()));
      return;
    }
    if (!old.entity().keys().equals(log.entity().keys())) {
      breaking.add(
          "entity %s has other keys: %s%s"
              .formatted(log.entity().name(), keys(old.entity()), users(log)));
    }
    RowSchema was = old.plan().schema();
    for (Column column : log.plan().schema().columns()) {
      int index = was.columnIndex(column.name());
      if (index < 0) {
        effects.add(
            "column %s is new in %s: null in all events before the apply"
                .formatted(column.name(), log.topic()));
      } else if (!was.columns().get(index).equals(column)) {
        breaking.add(
            "column %s of %s changes from %s to %s: its old values cannot be read%s"
                .formatted(
                    column.name(),
                    log.topic(),
                    was.columns().get(index).type(),
                    column.type(),
                    users(log)));
      }
    }
    for (String condition : log.plan().schema().conditions()) {
      if (!was.conditions().contains(condition)) {
        effects.add(
            "condition %s is new in %s: no event before the apply counts for it"
                .formatted(condition, log.topic()));
      }
    }
  }

  private static String keys(Entity entity) {
    return String.join(", ", entity.keyNames()) + " before";
  }

  /** Who would notice. */
  private String users(FeatureLog log) {
    Set<String> views = new LinkedHashSet<>();
    log.plan().views().forEach(view -> views.add(view.name()));
    List<String> services =
        wanted.services().entrySet().stream()
            .filter(service ->
                service.getValue().joins().stream()
                    .anyMatch(join -> views.contains(join.view().name())))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return " (used by feature views %s%s)"
        .formatted(
            String.join(", ", views),
            services.isEmpty() ? "" : "; feature services " + String.join(", ", services));
  }

  private void rebuilt(Deployment deployed) {
    Set<String> entities = new LinkedHashSet<>();
    for (FeatureLog log : wanted.logs()) {
      FeatureLog old = before.get(log.topic());
      boolean known =
          deployed.logs().stream().anyMatch(l -> l.entity().name().equals(log.entity().name()));
      if (old == null ? known : !sameState(old.plan(), log.plan())) {
        entities.add(log.entity().name());
      }
    }
    for (String entity : entities) {
      effects.add(
          "state of entity %s is built anew from its feature logs; the old one answers until then"
              .formatted(entity));
    }
  }

  /** The rule by which FOLD goes on with the job that it has. */
  private static boolean sameState(LogPlan old, LogPlan now) {
    return old.schemas().equals(now.schemas()) && LogLayout.of(old).equals(LogLayout.of(now));
  }

  private void removed(Deployment deployed) {
    Set<String> topics = wanted.logs().stream().map(FeatureLog::topic).collect(Collectors.toSet());
    deployed.logs().stream()
        .map(FeatureLog::topic)
        .filter(topic -> !topics.contains(topic))
        .forEach(topic ->
            effects.add(
                "feature log %s gets no more events; it and its history stay".formatted(topic)));
    deployed.services().keySet().stream()
        .filter(service -> Objects.isNull(wanted.services().get(service)))
        .sorted()
        .forEach(
            service -> effects.add("lookups of feature service %s will fail".formatted(service)));
  }
}
