package dev.tidemark.registry.plan;

import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.RowLog;
import dev.tidemark.registry.plan.Consequence.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which jobs start again, and which state is built anew. The rules are those of the three jobs. */
final class JobEffects {
  private JobEffects() {}

  static List<Consequence> of(Deployment deployed, Deployment wanted) {
    List<Consequence> effects = new ArrayList<>();
    changed(kept(deployed), kept(wanted))
        .forEach(entity ->
            effects.add(
                new Consequence(
                    Kind.STATE,
                    "entity " + entity,
                    ("state of entity %s is built anew from its feature logs; the old one answers"
                            + " until then")
                        .formatted(entity))));
    List<String> restarted = new ArrayList<>();
    changed(shapes(deployed), shapes(wanted)).forEach(s -> restarted.add("shape " + s));
    changed(histories(deployed), histories(wanted)).forEach(t -> restarted.add("history " + t));
    restarted.forEach(job ->
        effects.add(
            new Consequence(
                Kind.STATE, "job " + job, "job %s restarts; events wait for it".formatted(job))));
    return effects;
  }

  /** What both have, but not the same. */
  private static <T> List<String> changed(Map<String, T> from, Map<String, T> to) {
    return to.entrySet().stream()
        .filter(entry -> from.containsKey(entry.getKey()))
        .filter(entry -> !Objects.equals(from.get(entry.getKey()), entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What FOLD keeps of an entity, by topic: of anything else, its job is another one. */
  private record Kept(List<Column> keys, int partitions, Map<String, String> logs) {}

  private static Map<String, Kept> kept(Deployment deployment) {
    Map<String, Kept> entities = new LinkedHashMap<>();
    for (FeatureLog log : deployment.logs()) {
      entities
          .computeIfAbsent(
              log.entity().name(),
              name ->
                  new Kept(log.entity().keys(), deployment.version().partitions(), new TreeMap<>()))
          .logs()
          .put(log.topic(), log.plan().kept());
    }
    return entities;
  }

  /** What a SHAPE job cannot change while it runs. */
  private record Shape(String topic, Optional<Source.Identity> identity, Set<String> logs) {}

  private static Map<String, Shape> shapes(Deployment deployment) {
    Map<String, Shape> sources = new LinkedHashMap<>();
    for (FeatureLog log : deployment.logs()) {
      sources
          .computeIfAbsent(
              log.source().name(),
              name ->
                  new Shape(
                      log.source().topic(), log.source().options().identity(), new HashSet<>()))
          .logs()
          .add(log.topic());
    }
    return sources;
  }

  private record History(List<Column> keys, List<RowSchema> schemas, int partitions) {}

  private static Map<String, History> histories(Deployment deployment) {
    Map<String, History> tables = new LinkedHashMap<>();
    for (RowLog log : deployment.rowLogs()) {
      int partitions = deployment.version().partitions();
      tables.put(log.table(), new History(log.keys(), log.schemas(), partitions));
    }
    return tables;
  }
}
