package dev.tidemark.registry.kafka;

import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.RowLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics that a deployment needs. */
public final class ProjectTopics {
  private static final Map<String, String> FOR_EVER = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");
  private static final Map<String, String> LOG =
      Map.of(
          TopicConfig.RETENTION_MS_CONFIG,
          "-1",
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
          "LogAppendTime");

  private static final Map<String, String> COMPACTED =
      Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);

  private ProjectTopics() {}

  /**
   * Creates the topics that are missing: sources' topics, feature logs, serving logs, dead-letter
   * topics, and the topics that tell which dead letters were replayed and how logs were filled from
   * files. What is otherwise than it would be created is logged.
   *
   * @param kafka {@link Settings#clients}
   * @throws IllegalStateException when a feature log has another number of partitions than the
   *     deployed version says, or its records have other times than those of their arrival
   * @throws org.apache.kafka.common.KafkaException when the broker refuses
   */
  public static void ensure(Admin admin, Map<String, String> kafka, Deployment deployment) {
    int partitions = deployment.version().partitions();
    Map<String, NewTopic> wanted = new LinkedHashMap<>();
    for (Source source : deployment.version().definitions().sources()) {
      String deadLetters = deployment.topics().deadLetters(source.name());
      wanted.put(source.topic(), topic(source.topic(), partitions, Map.of()));
      wanted.put(deadLetters, topic(deadLetters, 1, FOR_EVER));
    }
    for (RowLog log : deployment.rowLogs()) {
      wanted.put(log.topic(), topic(log.topic(), partitions, LOG));
    }
    String replays = deployment.topics().replays();
    wanted.put(replays, topic(replays, 1, COMPACTED));
    String backfills = deployment.topics().backfills();
    wanted.put(backfills, topic(backfills, 1, COMPACTED));
    Optional<Short> replication = replication(kafka);
    wanted.replaceAll((name, topic) -> replicated(topic, replication));
    Map<String, Integer> found = create(admin, wanted);
    for (RowLog log : deployment.rowLogs()) {
      int actual = found.getOrDefault(log.topic(), partitions);
      if (actual != partitions) {
        throw new IllegalStateException(
            "Cannot use log %s: it has %d partitions, expected %d; set state.partitions to %d"
                .formatted(log.topic(), actual, partitions, actual));
      }
    }
    TopicCheck.check(admin, wanted, found.keySet());
  }

  /** How many brokers hold topics that are created; empty for what the brokers say. */
  static Optional<Short> replication(Map<String, String> kafka) {
    return Optional.ofNullable(kafka.get(Settings.REPLICATION_FACTOR)).map(Short::valueOf);
  }

  static NewTopic replicated(NewTopic topic, Optional<Short> replication) {
    return new NewTopic(topic.name(), Optional.of(topic.numPartitions()), replication)
        .configs(topic.configs());
  }

  private static NewTopic topic(String name, int partitions, Map<String, String> settings) {
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
  }

  /**
   * Creates what is missing, so that it can be written; returns how many partitions the others
   * have.
   */
  static Map<String, Integer> create(Admin admin, Map<String, NewTopic> wanted) {
    Map<String, Integer> found = partitions(admin, wanted.keySet());
    List<NewTopic> missing =
        wanted.values().stream().filter(topic -> !found.containsKey(topic.name())).toList();
    admin.createTopics(missing).values().values().forEach(ProjectTopics::created);
    NewLeaders.await(admin, missing);
    return found;
  }

  private static void created(KafkaFuture<Void> answer) {
    try {
      Answers.await(answer);
    } catch (TopicExistsException e) {
      // Another node was faster: that is as good.
    }
  }

  /** The numbers of partitions of the topics that exist. */
  static Map<String, Integer> partitions(Admin admin, Collection<String> topics) {
    Map<String, Integer> found = new HashMap<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach((topic, description) -> {
          try {
            found.put(topic, Answers.await(description).partitions().size());
          } catch (UnknownTopicOrPartitionException e) {
            // Left out: it does not exist.
          }
        });
    return found;
  }
}
