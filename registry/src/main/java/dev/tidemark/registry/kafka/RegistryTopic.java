package dev.tidemark.registry.kafka;

import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.json.VersionJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The compacted topic that holds what is deployed, and what was: {@code docs/spec/registry.md}. All
 * methods may be called from any thread.
 */
public final class RegistryTopic implements AutoCloseable {
  /** Of one compressed version; the broker's default is 1 MiB. */
  private static final int LARGEST_MESSAGE = 32 << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(15);

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
    Map<String, Object> settings = new HashMap<>(this.kafka);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    NewTopic wanted =
        new NewTopic(topic, Optional.of(1), ProjectTopics.replication(kafka))
            .configs(
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT,
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(LARGEST_MESSAGE)));
    try (Admin admin = Admin.create(settings)) {
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
   * Every version that was ever deployed, the oldest first.
   *
   * @throws IllegalArgumentException when this Tidemark cannot read one
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public List<Version> history() {
    try (RegistryReader reader = new RegistryReader(kafka, topic, project, 0)) {
      return reader.all().values().stream()
          .filter(record -> !record.key().equals(project))
          .map(record -> VersionJson.read(record.value()))
          .toList();
    }
  }

  /**
   * Deploys a version if it is the next after the one that is deployed, or the first and none is.
   * Of several that are published at once, exactly one is deployed. It is durable when the call
   * returns, and readers see either all of it or what was there before. The call gives up within a
   * minute.
   *
   * @throws ApplyConflictException when another version is deployed than the one before it
   * @throws ApplyFailedException when the broker refused or did not answer; nothing was changed
   * @throws ApplyStateUnknownException when the broker did not say whether the version is deployed
   */
  public void publish(Version next) {
    new Applying(kafka, next).run();
  }

  /**
   * Follows the registry in a thread of its own: the version that is deployed now, if any, then
   * each later one, in order; of those that are published while {@code onVersion} runs only the
   * newest. When {@code onVersion} throws, that is logged, and it gets the version again after a
   * while, unless a newer one comes; the following also goes on when the broker was away.
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
