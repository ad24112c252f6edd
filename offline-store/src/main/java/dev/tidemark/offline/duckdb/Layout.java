package dev.tidemark.offline.duckdb;

import java.nio.file.Path;
import java.util.Locale;

/** How rows stand in a file. */
public enum Layout {
  JSONL,
  CSV,
  PARQUET;

  /**
   * The layout that a file's ending names.
   *
   * @throws ExportException when it names none
   */
  static Layout of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (Layout layout : values()) {
      if (name.endsWith("." + layout.name().toLowerCase(Locale.ROOT))) {
        return layout;
      }
    }
    throw new ExportException(
        "Cannot read %s: the file's ending must be .jsonl, .csv or .parquet".formatted(file));
  }
}
