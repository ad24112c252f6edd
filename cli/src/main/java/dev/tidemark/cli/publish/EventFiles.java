package dev.tidemark.cli.publish;

import dev.tidemark.registry.definition.Source;
import java.nio.file.Path;

/** Opens files of events by the endings of their names. */
final class EventFiles {
  private EventFiles() {}

  static EventFile open(Source source, Path path) {
    return new JsonLines(path);
  }
}
