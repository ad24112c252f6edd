package dev.tidemark.ingest;

import dev.tidemark.ingest.cutoff.TimeRange;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.Identity;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a source's job does.
 *
 * @param logs one for each entity that the source's views use
 * @param partitions of each log
 */
record ShapePlan(
    String application, Source source, String deadLetters, List<Log> logs, int partitions) {
  ShapePlan {
    logs = List.copyOf(logs);
  }

  /**
   * A feature log to be written.
   *
   * @param keys the columns that hold the entity's key
   * @param schema the newest one
   * @param fromFiles the event times that files bring, so that live events do not
   */
  record Log(String topic, List<Column> keys, RowSchema schema, List<TimeRange> fromFiles) {
    Log {
      fromFiles = List.copyOf(fromFiles);
    }

    Log(String topic, List<Column> keys, RowSchema schema) {
      this(topic, keys, schema, List.of());
    }

    boolean fromFiles(long eventTime) {
      for (TimeRange range : fromFiles) {
        if (range.contains(eventTime)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The same plan where files bring these event times, by the log's topic. */
  ShapePlan fromFiles(Map<String, List<TimeRange>> ranges) {
    return new ShapePlan(
        application,
        source,
        deadLetters,
        logs.stream()
            .map(log ->
                new Log(log.topic, log.keys, log.schema, ranges.getOrDefault(log.topic, List.of())))
            .toList(),
        partitions);
  }

  /** The plan for the rows of files, and for some of the logs alone. */
  ShapePlan ofFiles(Set<String> topics) {
    return new ShapePlan(
        application,
        source.inFiles(),
        deadLetters,
        logs.stream().filter(log -> topics.contains(log.topic)).toList(),
        partitions);
  }

  /** Where it reads and writes, and what it drops, which a running job cannot change. */
  List<String> wiring() {
    String identity = source.options().identity().map(Identity::toString).orElse("");
    return Stream.concat(
            Stream.of(application, source.topic(), deadLetters, identity),
            logs.stream().map(Log::topic).sorted())
        .toList();
  }

  /** The plans of all sources that have views, by the source's name. */
  static Map<String, ShapePlan> of(Deployment deployment) {
    Map<String, List<FeatureLog>> bySource = new LinkedHashMap<>();
    for (FeatureLog log : deployment.logs()) {
      bySource.computeIfAbsent(log.source().name(), name -> new ArrayList<>()).add(log);
    }
    Map<String, ShapePlan> plans = new LinkedHashMap<>();
    bySource.forEach((name, logs) -> plans.put(name, of(deployment, logs)));
    return plans;
  }

  private static ShapePlan of(Deployment deployment, List<FeatureLog> logs) {
    Topics topics = deployment.topics();
    Source source = logs.getFirst().source();
    return new ShapePlan(
        topics.shapeApplication(source.name()),
        source,
        topics.deadLetters(source.name()),
        logs.stream()
            .map(log -> new Log(log.topic(), log.entity().keys(), log.plan().schema()))
            .toList(),
        deployment.version().partitions());
  }
}
