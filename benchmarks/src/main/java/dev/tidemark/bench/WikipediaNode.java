package dev.tidemark.bench;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.Node;
import dev.tidemark.cli.publish.Publication;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A whole node, broker included, that holds the 39,244 edits of the example, ending now. */
final class WikipediaNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String FILE = "data/wikiticker-2015-09-12-sampled.json.gz";

  private final Path folder;
  private final Node node;
  private final Deployment deployment;
  private final Path data;

  WikipediaNode() throws IOException, InterruptedException {
    FeatureRepository repository = FeatureRepository.read(Path.of("examples/wikipedia-edits"));
    folder = Files.createTempDirectory("tidemark-bench-");
    data = repository.root().resolve(FILE);
    node = Node.start(settings(repository.settings()));
    Proposal proposal;
    try (RegistryTopic registry = new RegistryTopic(node.kafka(), node.project())) {
      proposal = Proposal.of(repository, registry.current(), InstantSource.system());
      registry.publish(proposal.version());
    }
    deployment = Compiler.compile(proposal.version());
    node.awaitDeployed(PATIENCE);
    var definitions = repository.definitions();
    Publication.of(definitions, definitions.sources().getFirst(), data)
        .rebased(InstantSource.system())
        .run(node.kafka(), 0, console());
    if (!node.awaitCaughtUp(PATIENCE)) {
      throw new IllegalStateException("Cannot measure: the jobs have not caught up");
    }
  }

  private static Console console() {
    PrintWriter writer = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return new Console(writer, writer, false);
  }

  private Settings settings(Settings settings) {
    return new Settings(
        settings.project(),
        Map.of(),
        0,
        0,
        new Settings.State(folder.resolve("state"), settings.state().partitions()),
        new Settings.History(
            folder.resolve("warehouse"),
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            settings.history().commitInterval()),
        settings.serving(),
        settings.push(),
        settings.schemaRegistry());
  }

  Node node() {
    return node;
  }

  Deployment deployment() {
    return deployment;
  }

  /** The edits, gzipped JSON lines. */
  Path data() {
    return data;
  }

  @Override
  public void close() throws IOException {
    node.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
