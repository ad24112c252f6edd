package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.duckdb.SpineTable.SpineColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** Puts the spine and the answers together, row by row, and gives them away. */
public final class TrainingSetFile {
  private final Duck duck;
  private final SpineTable spine;
  private final AnswerTables tables;
  private final Map<String, AnsweredFeature> features;

  TrainingSetFile(
      Duck duck, SpineTable spine, AnswerTables tables, Map<String, AnsweredFeature> features) {
    this.duck = duck;
    this.spine = spine;
    this.tables = tables;
    this.features = features;
  }

  /** Writes one file. The same rows make the same bytes. */
  public void write(FileFormat format, Path file) {
    try {
      write(format, format == FileFormat.CSV ? texts() : typed(), file);
    } catch (SQLException | IOException e) {
      throw failure(file, e);
    }
  }

  private void write(FileFormat format, String query, Path file) throws SQLException, IOException {
    switch (format) {
      case CSV -> writeCsv(query, file);
      case PARQUET -> duck.execute("COPY (%s) TO %s (%s)".formatted(query, path(file), PARQUET));
      case ARROW -> duck.arrow(query, rows -> ArrowFiles.write(rows, file));
      case JSONL -> throw new IllegalArgumentException("no format of training sets");
    }
  }

  /** Beginning with a space, as no column of the training set does. */
  private static final String ORDINAL = "spine.ordinal AS \" ordinal\"";

  /** Without a temporary file of DuckDB's: the path is temporary, and is cleaned up by us. */
  private static final String PARQUET =
      "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, USE_TMP_FILE false";

  /**
   * Writes a folder with a folder {@code COLUMN=VALUE} for each value of a column, one within
   * another for several, as Hive names them; in each one file, its rows in the spine's order.
   *
   * @throws ExportException when there is no such column
   */
  public void writeParts(FileFormat format, List<String> by, Path folder) {
    List<String> names = new ArrayList<>(spine.names());
    names.addAll(features.keySet());
    for (String column : by) {
      if (!names.contains(column)) {
        throw new ExportException(
            "Cannot partition by %s: the training set's columns are %s"
                .formatted(column, String.join(", ", names)));
      }
    }
    try {
      String made = format == FileFormat.CSV ? texts(ORDINAL) : typed(ORDINAL);
      // Sorted by part, so that little else is read for each
      duck.execute(
          "CREATE TABLE made AS FROM (SELECT *, dense_rank() OVER (ORDER BY %s) AS \" part\" FROM (%s)) ORDER BY \" part\", \" ordinal\""
              .formatted(names(by), made));
      Map<Long, String> folders = new LinkedHashMap<>();
      duck.query(
          "SELECT \" part\", any_value(%s) FROM made GROUP BY ALL ORDER BY ALL"
              .formatted(Hive.folder(by)),
          row -> folders.put(row.getLong(1), row.getString(2)));
      for (Map.Entry<Long, String> part : folders.entrySet()) {
        Path own = Files.createDirectories(folder.resolve(part.getValue()));
        String rows =
            "SELECT * EXCLUDE (\" ordinal\", \" part\") FROM made WHERE \" part\" = %d ORDER BY \" ordinal\""
                .formatted(part.getKey());
        write(format, rows, own.resolve("data" + format.ending()));
      }
    } catch (SQLException | IOException e) {
      throw failure(folder, e);
    }
  }

  private static String names(List<String> columns) {
    return String.join(", ", columns.stream().map(Sql::name).toList());
  }

  /** Takes all rows as Arrow batches. */
  @FunctionalInterface
  public interface Taker {
    void take(ArrowReader rows) throws IOException;
  }

  /** Gives the rows as Arrow batches. */
  public void stream(Taker taker) {
    try {
      duck.arrow(typed(), taker::take);
    } catch (SQLException | IOException e) {
      throw new UncheckedIOException("Cannot send the training set", new IOException(e));
    }
  }

  private static String path(Path file) {
    return Sql.text(file.toAbsolutePath().toString());
  }

  private static RuntimeException failure(Path file, Exception e) {
    if (Shortage.causes(e)) {
      return Shortage.failure("write the training set", e);
    }
    return new UncheckedIOException(
        "Cannot write training set %s: %s".formatted(file, e.getMessage()),
        e instanceof IOException io ? io : new IOException(e));
  }

  /**
   * @param first columns before all others
   */
  private String typed(String... first) throws SQLException {
    List<String> columns = new ArrayList<>(List.of(first));
    for (SpineColumn column : spine.columns()) {
      columns.add("spine." + column.id() + " AS " + Sql.name(column.name()));
    }
    features.forEach((name, feature) ->
        columns.add(Plain.toFile(feature.type(), feature.column()) + " AS " + Sql.name(name)));
    return tables.query("spine", columns, features.values());
  }

  private String texts(String... first) throws SQLException {
    List<String> columns = new ArrayList<>(List.of(first));
    spine
        .columns()
        .forEach(column -> columns.add(column.csvText("spine") + " AS " + Sql.name(column.name())));
    features.forEach((name, feature) ->
        columns.add(
            Sql.csvText(
                    Plain.fileType(feature.type()), Plain.toFile(feature.type(), feature.column()))
                + " AS "
                + Sql.name(name)));
    return tables.query("spine", columns, features.values());
  }

  private void writeCsv(String query, Path file) throws SQLException, IOException {
    List<String> header = new ArrayList<>(spine.names());
    header.addAll(features.keySet());
    try (CsvWriter csv = new CsvWriter(file)) {
      csv.write(header);
      @Nullable String[] fields = new @Nullable String[header.size()];
      duck.query(
          query,
          row -> {
            for (int i = 0; i < fields.length; i++) {
              fields[i] = row.getString(i + 1);
            }
            csv.write(Arrays.asList(fields));
          });
    }
  }
}
