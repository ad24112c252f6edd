package dev.tidemark.cli.demo;

import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The demo in its temporary folder, which it takes away with it. */
public final class Demonstration {
  private final Console console;
  private final Path example;
  private final String software;

  /**
   * @param example the feature repository of the Wikipedia edits, with its data
   * @param software names this build
   */
  public Demonstration(Console console, Path example, String software) {
    this.console = console;
    this.example = example;
    this.software = software;
  }

  /**
   * Runs all steps.
   *
   * @param keep whether to go on serving afterwards, until the process is ended
   * @return whether lookups and training set agree
   */
  public boolean run(boolean keep) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tidemark-demo-");
    try {
      return run(folder, keep);
    } finally {
      delete(folder);
    }
  }

  private boolean run(Path folder, boolean keep) throws InterruptedException {
    FeatureRepository repository = FeatureRepository.read(example);
    console.result("Tidemark on a day of real Wikipedia edits; everything runs in this process.");
    console.result("");
    try (Node node = Node.start(DemoSettings.in(folder, repository.settings(), keep))) {
      endWithProcess(node, folder);
      boolean same = new Demo(console, repository, node, folder, software).run();
      console.result("");
      NextSteps.lines(node, keep).forEach(console::result);
      if (keep) {
        node.awaitClose();
      }
      return same;
    }
  }

  /** Ctrl-C leaves nothing behind either. */
  private static void endWithProcess(Node node, Path folder) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  node.close();
                  delete(folder);
                },
                "shutdown"));
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
