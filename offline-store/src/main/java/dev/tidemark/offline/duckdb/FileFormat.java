package dev.tidemark.offline.duckdb;

import java.nio.file.Path;
import java.util.Locale;

/** How a table is written in a file; the file's ending tells. */
public enum FileFormat {
  CSV,
  PARQUET;

  /**
   * The format that a file's ending names.
   *
   * @param use for the message: {@code read spine} or {@code write training set}
   * @throws ExportException for any other ending
   */
  public static FileFormat of(String use, Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return CSV;
    }
    if (name.endsWith(".parquet")) {
      return PARQUET;
    }
    throw new ExportException(
        "Cannot %s %s: the file's ending must be .csv or .parquet".formatted(use, file));
  }
}
