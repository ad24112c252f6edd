package dev.tidemark.bench;

import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.Node;
import dev.tidemark.cli.publish.Publication;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

/** A whole node, broker included, that holds the 39,244 edits of the example, ending now. */
final class WikipediaNode implements AutoCloseable {
  private static final String FILE = "data/wikiticker-2015-09-12-sampled.json.gz";

  private final BenchNode bench;
  private final Path data;

  WikipediaNode() throws IOException, InterruptedException {
    FeatureRepository repository = FeatureRepository.read(Path.of("examples/wikipedia-edits"));
    data = repository.root().resolve(FILE);
    bench = new BenchNode(repository);
    var definitions = repository.definitions();
    Publication.of(definitions, definitions.sources().getFirst(), data)
        .rebased(InstantSource.system())
        .run(node().kafka(), 0, console());
    bench.awaitCaughtUp();
  }

  private static Console console() {
    PrintWriter writer = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return new Console(writer, writer, false);
  }

  Node node() {
    return bench.node();
  }

  Deployment deployment() {
    return bench.deployment();
  }

  /** The edits, gzipped JSON lines. */
  Path data() {
    return data;
  }

  @Override
  public void close() throws IOException {
    bench.close();
  }
}
