package dev.tidemark.cli.demo;

import dev.tidemark.registry.definition.Settings;
import java.nio.file.Path;
import java.util.Map;

/** Where the demo runs: in a folder of its own, on a broker of its own. */
final class DemoSettings {
  private DemoSettings() {}

  /**
   * A repository's settings, moved.
   *
   * @param usualPorts whether the ports are the usual ones, else free ones
   */
  static Settings in(Path folder, Settings settings, boolean usualPorts) {
    return settings.at(
        Map.of(),
        usualPorts ? settings.ports() : Settings.Ports.FREE,
        new Settings.State(folder.resolve("state"), settings.state().partitions()),
        new Settings.History(
            folder.resolve("warehouse"),
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            settings.history().commitInterval()));
  }
}
