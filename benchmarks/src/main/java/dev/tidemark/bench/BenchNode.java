package dev.tidemark.bench;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A whole node in this process, broker included, with state of its own that ends with it. */
final class BenchNode implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path folder;
  private final Node node;
  private final Deployment deployment;

  /** Starts a node and applies definitions to it. */
  BenchNode(FeatureRepository repository) throws IOException, InterruptedException {
    folder = Files.createTempDirectory("tidemark-bench-");
    node = Node.start(settings(repository.settings()));
    Proposal proposal;
    try (RegistryTopic registry = new RegistryTopic(node.kafka(), node.project())) {
      proposal = Proposal.of(repository, registry.current(), InstantSource.system());
      registry.publish(proposal.version());
    }
    deployment = Compiler.compile(proposal.version());
    node.awaitDeployed(PATIENCE);
  }

  /** A node with definitions that are written here. */
  static BenchNode of(String definitions) throws IOException, InterruptedException {
    Path repository = Files.createTempDirectory("tidemark-bench-repository-");
    // Its clients ask again at once, and a refusal would be no answer
    Files.writeString(
        repository.resolve("tidemark.yaml"),
        "project: bench\nserving: {max_waiting_lookups: 1000}\n");
    Files.writeString(repository.resolve("features.yaml"), definitions);
    try {
      return new BenchNode(FeatureRepository.read(repository));
    } finally {
      delete(repository);
    }
  }

  private Settings settings(Settings settings) {
    return settings.at(
        Map.of(),
        Settings.Ports.FREE,
        new Settings.State(folder.resolve("state"), settings.state().partitions()),
        new Settings.History(
            folder.resolve("warehouse"),
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            settings.history().commitInterval()));
  }

  Node node() {
    return node;
  }

  Deployment deployment() {
    return deployment;
  }

  Path folder() {
    return folder;
  }

  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(node.kafka());
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void awaitCaughtUp() {
    if (!node.awaitCaughtUp(PATIENCE)) {
      throw new IllegalStateException("Cannot measure: the jobs have not caught up");
    }
  }

  @Override
  public void close() throws IOException {
    node.close();
    delete(folder);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
