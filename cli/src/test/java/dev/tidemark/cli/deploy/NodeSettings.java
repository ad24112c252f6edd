package dev.tidemark.cli.deploy;

import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** {@code deploy/tidemark.yaml}, as the settings reader takes it. */
final class NodeSettings {
  private static final Path FILE = DeployFiles.FOLDER.resolve("tidemark.yaml");

  /** NOT YET: settings that the deployment names ahead of the product. A known one stays. */
  private static final List<String> AHEAD =
      List.of("node.host", "topics.replication_factor", "serving.max_staleness");

  private NodeSettings() {}

  /** Writes it into a folder, without what is ahead. */
  static void write(Path folder) throws IOException {
    String known = DeployFiles.text(DeployFiles.REPOSITORY.resolve("docs/reference/settings.md"));
    Map<String, Object> settings = DeployFiles.yaml(FILE).getFirst();
    for (String key : AHEAD) {
      if (!known.contains("| `" + key + "` |")) {
        String[] words = key.split("\\.");
        Map<String, Object> fields = DeployFiles.map(settings.get(words[0]));
        fields.remove(words[1]);
        if (fields.isEmpty()) {
          settings.remove(words[0]);
        }
      }
    }
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    Files.writeString(folder.resolve("tidemark.yaml"), new Yaml(options).dump(settings));
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
