package dev.tidemark.cli.cluster;

import dev.tidemark.cli.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The broker that {@code dev} brings along. */
final class EmbeddedCluster implements Cluster {
  private final Path folder;
  private final EmbeddedBroker broker;

  EmbeddedCluster() {
    try {
      folder = Files.createTempDirectory("tidemark-test-broker");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    broker = EmbeddedBroker.start(folder, 0);
  }

  @Override
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  @Override
  public void close() {
    broker.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "the embedded broker";
  }
}
