package dev.tidemark.offline.duckdb;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a table is written in a file; the file's ending tells. */
public enum FileFormat {
  CSV(".csv"),
  PARQUET(".parquet"),
  /** Arrow's IPC format, of files or of streams. */
  ARROW(".arrow", ".feather", ".ipc", ".arrows"),
  /** A JSON object in each line. */
  JSONL(".jsonl", ".ndjson");

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final List<String> endings;

  FileFormat(String... endings) {
    this.endings = List.of(endings);
  }

  /** The ending of a file that we write. */
  String ending() {
    return endings.getFirst();
  }

  private static Optional<FileFormat> find(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (FileFormat format : values()) {
      if (format.endings.stream().anyMatch(name::endsWith)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * The format of a spine.
   *
   * @throws ExportException when the file's ending names none
   */
  public static FileFormat ofSpine(Path file) {
    return find(file)
        .orElseThrow(() ->
            new ExportException(
                "Cannot read spine %s: the file's ending must be .csv, .parquet, .arrow or .jsonl"
                    .formatted(file)));
  }

  /**
   * The format of a training set.
   *
   * @throws ExportException when the file's ending names none
   */
  public static FileFormat ofOutput(Path file) {
    return find(file)
        .filter(format -> format != JSONL)
        .orElseThrow(() ->
            new ExportException(
                "Cannot write training set %s: the file's ending must be .csv, .parquet or .arrow"
                    .formatted(file)));
  }
}
