package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.broker.EmbeddedBroker;
import dev.tidemark.cli.cluster.LossyProxy;
import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.ApplyConflictException;
import dev.tidemark.registry.kafka.ApplyFailedException;
import dev.tidemark.registry.kafka.ApplyStateUnknownException;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry topic on a broker that stops, starts again, and compacts. */
class BrokerGoneTest {
  private static final Duration BOUND = Duration.ofSeconds(40);
  private static final String PROJECT = "gone";
  private @TempDir Path folder;
  private @TempDir Path data;
  private int port;
  private EmbeddedBroker broker;
  private TestRepository repository;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    broker = EmbeddedBroker.start(data, port);
    repository =
        new TestRepository(folder)
            .write(
                "tidemark.yaml",
                "project: %s\nkafka: {bootstrap.servers: \"localhost:%d\"}\n"
                    .formatted(PROJECT, port))
            .write("shop.yaml", Shop.DEFINITIONS.formatted(PROJECT));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private RegistryTopic registry() {
    return registry("localhost:" + port);
  }

  private static RegistryTopic registry(String bootstrapServers) {
    return new RegistryTopic(Map.of("bootstrap.servers", bootstrapServers), PROJECT);
  }

  private Version proposal(RegistryTopic registry) {
    return Proposal.of(FeatureRepository.read(folder), registry.current(), InstantSource.system())
        .version();
  }

  @Test
  void a_broker_that_goes_between_plan_and_publish_leaves_the_old_version() {
    TestCommand.done(folder, "apply", "--yes");
    try (RegistryTopic registry = registry()) {
      repository.write("shop.yaml", Shop.DEFINITIONS.formatted("other"));
      Version next = proposal(registry);
      broker.close();
      long start = System.nanoTime();
      assertThatThrownBy(() -> registry.publish(next))
          .isInstanceOf(ApplyFailedException.class)
          .hasMessageStartingWith(
              "Cannot apply version 2: Kafka refused or did not answer, and nothing was changed: ");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);

      broker = EmbeddedBroker.start(data, port);
      assertThat(TestCommand.run(folder, "plan", "--detailed-exitcode").exitCode()).isEqualTo(3);
      registry.publish(next);
      assertThat(TestCommand.run(folder, "plan", "--detailed-exitcode").exitCode()).isZero();
    }
  }

  @Test
  void a_broker_that_goes_before_it_can_commit_leaves_the_outcome_to_plan() throws IOException {
    TestCommand.done(folder, "apply", "--yes");
    repository.write("shop.yaml", Shop.DEFINITIONS.formatted("other"));
    try (LossyProxy proxy = LossyProxy.before(port, ApiKeys.END_TXN, () -> broker.close());
        RegistryTopic registry = registry(proxy.bootstrapServers())) {
      Version next = proposal(registry);
      long start = System.nanoTime();
      assertThatThrownBy(() -> registry.publish(next))
          .isInstanceOf(ApplyStateUnknownException.class)
          .hasMessageStartingWith("Cannot tell whether version 2 was applied: ")
          .hasMessageEndingWith(
              "; either it or the one before it is deployed, and tidemark plan says which");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }
    broker = EmbeddedBroker.start(data, port);
    assertThat(TestCommand.run(folder, "plan", "--detailed-exitcode").exitCode()).isEqualTo(3);
    assertThat(TestCommand.done(folder, "apply", "--yes").out()).contains("Applied version 2");
  }

  @Test
  void a_commit_of_which_the_answer_is_lost_is_found_again() throws IOException {
    try (LossyProxy proxy = LossyProxy.losingAnswers(port, ApiKeys.END_TXN);
        RegistryTopic registry = registry(proxy.bootstrapServers())) {
      Version first = proposal(registry);
      registry.publish(first);
      assertThat(registry.history()).containsExactly(first);
      assertThatThrownBy(() -> registry.publish(first)).isInstanceOf(ApplyConflictException.class);
    }
    assertThat(TestCommand.run(folder, "plan", "--detailed-exitcode").exitCode()).isZero();
  }

  @Test
  void what_was_deployed_outlives_the_broker() {
    TestCommand.done(folder, "apply", "--yes");
    broker.close();
    broker = EmbeddedBroker.start(data, port);
    assertThat(TestCommand.run(folder, "plan", "--detailed-exitcode").exitCode()).isZero();
  }

  @Test
  void compaction_keeps_the_current_version_and_the_history() throws Exception {
    String topic = new Topics(PROJECT).registry();
    try (RegistryTopic registry = registry()) {
      compactAtOnce(topic);
      List<Version> published = new ArrayList<>();
      while (published.size() < 5 || Collections.frequency(keys(topic), PROJECT) > 3) {
        assertThat(published).as("versions without a compaction").hasSizeLessThan(500);
        Version next = proposal(registry);
        registry.publish(next);
        published.add(next);
      }
      assertThat(registry.current()).contains(published.getLast());
      assertThat(registry.history()).isEqualTo(published);
    }
  }

  private void compactAtOnce(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + port))) {
      ConfigResource cluster = new ConfigResource(ConfigResource.Type.BROKER, "");
      ConfigResource registry = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      admin
          .incrementalAlterConfigs(
              Map.of(
                  cluster,
                  List.of(set("log.cleaner.backoff.ms", "100")),
                  registry,
                  List.of(set("segment.ms", "100"), set("min.cleanable.dirty.ratio", "0"))))
          .all()
          .get();
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), OpType.SET);
  }

  /** The keys of all records that the topic holds. */
  private List<String> keys(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<String> keys = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", "localhost:" + port),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(message -> keys.add(message.key()));
      }
    }
    return keys;
  }
}
