package dev.tidemark.registry.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares topics that somebody else has created with what they would be. */
final class TopicCheck {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

  private TopicCheck() {}

  /**
   * Logs what differs.
   *
   * @param wanted the topics as they would be created, by name
   * @param found those that were there
   * @throws IllegalStateException when the records of a topic have other times than they need
   */
  static void check(Admin admin, Map<String, NewTopic> wanted, Collection<String> found) {
    List<ConfigResource> resources =
        found.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<ConfigResource, Config> configs = Answers.await(admin.describeConfigs(resources).all());
    Map<String, TopicDescription> descriptions =
        Answers.await(admin.describeTopics(found).allTopicNames());
    for (ConfigResource resource : resources) {
      String name = resource.name();
      List<String> differences =
          differences(
              Objects.requireNonNull(wanted.get(name)),
              Objects.requireNonNull(configs.get(resource)),
              Objects.requireNonNull(descriptions.get(name)));
      if (!differences.isEmpty()) {
        LOG.warn(
            "Topic {} is otherwise than it should be: {}", name, String.join(", ", differences));
      }
    }
  }

  private static List<String> differences(
      NewTopic wanted, Config config, TopicDescription description) {
    List<String> differences = new ArrayList<>();
    int replicas = description.partitions().getFirst().replicas().size();
    if (wanted.replicationFactor() > 0 && wanted.replicationFactor() != replicas) {
      differences.add(
          "its replication factor is %d, expected %d"
              .formatted(replicas, wanted.replicationFactor()));
    }
    wanted
        .configs()
        .forEach((key, value) -> {
          ConfigEntry entry = config.get(key);
          if (entry != null && !value.equals(entry.value())) {
            if (key.equals(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)) {
              throw new IllegalStateException(
                  "Cannot use topic %s: its %s is %s, expected %s, as arrival is told by it"
                      .formatted(wanted.name(), key, entry.value(), value));
            }
            differences.add("its %s is %s, expected %s".formatted(key, entry.value(), value));
          }
        });
    return differences;
  }
}
