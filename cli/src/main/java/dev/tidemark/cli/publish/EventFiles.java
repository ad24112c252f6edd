package dev.tidemark.cli.publish;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.registry.definition.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Opens files of events by the endings of their names. */
final class EventFiles {
  private EventFiles() {}

  /**
   * @throws CommandException when there is no such file, or its ending says nothing
   */
  static EventFile open(Source source, Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw CommandException.usage(
          "Cannot read %s: there is no such file, or it may not be read".formatted(file));
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "json", "jsonl", "ndjson" -> new JsonLines(file);
      case "csv", "parquet" -> new TypedRows(file, source.columns());
      default ->
          throw CommandException.usage(
              ("Cannot read %s: its name must end with .jsonl, .json, .ndjson (also .gz), .csv or"
                      + " .parquet")
                  .formatted(file));
    };
  }
}
