package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.Placement;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.PartitionedState;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a deployment asks of an entity's job.
 *
 * @param logs by topic, in the order of their topics
 * @param views those that the job answers, by name
 * @param meaning names what the job keeps: two plans of one meaning can share a job
 * @param application the Kafka Streams application
 * @param version of the deployment
 */
record EntityPlan(
    Entity entity,
    List<FeatureLog> logs,
    Map<String, Join> views,
    int partitions,
    String meaning,
    String application,
    int version) {

  /** The name of an application's changelog is that of the application and this. */
  static final String CHANGELOG = "-" + FoldTopology.STORE + "-changelog";

  /** Changes when the bytes of the state do. */
  private static final int FORMAT = 4;

  /** The plans of a deployment, by entity. */
  static Map<String, EntityPlan> of(Deployment deployment) {
    Map<String, List<FeatureLog>> logs =
        deployment.logs().stream()
            .collect(
                Collectors.groupingBy(
                    log -> log.entity().name(), TreeMap::new, Collectors.toList()));
    Map<String, EntityPlan> plans = new TreeMap<>();
    logs.forEach((entity, of) -> plans.put(entity, plan(deployment, of)));
    return plans;
  }

  private static EntityPlan plan(Deployment deployment, List<FeatureLog> unordered) {
    List<FeatureLog> logs =
        unordered.stream().sorted(Comparator.comparing(FeatureLog::topic)).toList();
    Entity entity = logs.getFirst().entity();
    Map<String, Join> views =
        deployment.views().entrySet().stream()
            .filter(view -> view.getValue().log().entity().name().equals(entity.name()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    int partitions = deployment.version().partitions();
    String meaning = meaning(entity, logs, partitions);
    String application = deployment.topics().foldApplication(entity.name(), meaning);
    return new EntityPlan(
        entity, logs, views, partitions, meaning, application, deployment.version().number());
  }

  private static String meaning(Entity entity, List<FeatureLog> logs, int partitions) {
    StringBuilder kept = new StringBuilder();
    kept.append(FORMAT).append(partitions).append(entity.keys());
    for (FeatureLog log : logs) {
      kept.append(log.topic()).append(log.plan().kept());
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(kept.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 5);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  /** The topic that the state can be brought back from. */
  String changelog() {
    return application + CHANGELOG;
  }

  List<String> topics() {
    return logs.stream().map(FeatureLog::topic).toList();
  }

  /** How each log is kept, by topic. */
  Map<String, LogState> states() {
    Map<String, LogState> states = new LinkedHashMap<>();
    logs.forEach(log -> states.put(log.topic(), LogState.of(states.size(), log.plan())));
    return states;
  }

  /** How lookups read a state by this plan, which means the same as that of the state's job. */
  Serving.Source source(PartitionedState state, Map<String, LogState> states, Placement placement) {
    return new Serving.Source(
        state, entity.keys(), partitions, states, views, version, application, placement);
  }

  /** Lets logs read rows of the schemas that a later deployment has added to them. */
  static void learn(Map<String, LogState> states, List<FeatureLog> newer) {
    for (FeatureLog log : newer) {
      LogState known = states.get(log.topic());
      if (known != null) {
        known.rows().learn(log.plan().schemas());
      }
    }
  }
}
