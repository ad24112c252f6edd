package dev.tidemark.cli.deploy;

import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code deploy/tidemark.yaml}, as the settings reader takes it. */
final class NodeSettings {
  private static final Path FILE = DeployFiles.FOLDER.resolve("tidemark.yaml");

  private NodeSettings() {}

  /** Copies it into a folder. */
  static void write(Path folder) throws IOException {
    Files.copy(FILE, folder.resolve("tidemark.yaml"));
  }

  static Settings read(Map<String, String> environment) {
    try {
      Path folder = Files.createTempDirectory("tidemark-settings");
      try {
        write(folder);
        return FeatureRepository.settings(folder, environment);
      } finally {
        Files.delete(folder.resolve("tidemark.yaml"));
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
