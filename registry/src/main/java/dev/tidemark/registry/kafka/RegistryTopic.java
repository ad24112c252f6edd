package dev.tidemark.registry.kafka;

import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.json.VersionJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The compacted topic that holds what is deployed: the project's name is the key, the version's
 * JSON the value. All methods may be called from any thread.
 */
public final class RegistryTopic implements AutoCloseable {
  private final Map<String, String> kafka;
  private final String project;
  private final String topic;
  private final List<Following> followers = new ArrayList<>();

  /**
   * The registry of a project; the topic is created when it is missing.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @throws org.apache.kafka.common.KafkaException when the broker cannot be reached or refuses
   */
  public RegistryTopic(Map<String, String> kafka, String project) {
    this.kafka = Map.copyOf(kafka);
    this.project = project;
    this.topic = new Topics(project).registry();
    NewTopic wanted =
        new NewTopic(topic, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try (Admin admin = Admin.create(new HashMap<>(this.kafka))) {
      ProjectTopics.create(admin, Map.of(topic, wanted));
    }
  }

  /**
   * The version that is deployed now, or empty before the first.
   *
   * @throws IllegalArgumentException when this Tidemark cannot read it
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public Optional<Version> current() {
    try (RegistryReader reader = new RegistryReader(kafka, topic, project, 0)) {
      return reader.latest().map(VersionJson::read);
    }
  }

  /**
   * Deploys a version. It is durable when the call returns.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker did not confirm it; it may be
   *     deployed nevertheless
   */
  public void publish(Version version) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      Answers.await(
          producer.send(new ProducerRecord<>(topic, project, VersionJson.write(version))));
    }
  }

  /**
   * Follows the registry in a thread of its own: the version that is deployed now, if any, then
   * each later one, in order; of those that are published while {@code onVersion} runs only the
   * newest. An exception of {@code onVersion} is logged, and the following goes on; so it does when
   * the broker is away for a while.
   *
   * @return closes the following and waits for a running {@code onVersion}
   */
  public Following follow(Consumer<Version> onVersion) {
    Following following = new Following(kafka, topic, project, onVersion);
    synchronized (followers) {
      followers.add(following);
    }
    following.start();
    return following;
  }

  /** Closes every following. */
  @Override
  public void close() {
    synchronized (followers) {
      followers.forEach(Following::close);
      followers.clear();
    }
  }
}
