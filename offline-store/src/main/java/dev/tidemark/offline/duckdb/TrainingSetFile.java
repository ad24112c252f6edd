package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.duckdb.SpineTable.SpineColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** Puts the spine and the answers together, row by row, and gives them away. */
public final class TrainingSetFile {
  private final Duck duck;
  private final SpineTable spine;
  private final Map<String, AnsweredFeature> features;

  TrainingSetFile(Duck duck, SpineTable spine, Map<String, AnsweredFeature> features) {
    this.duck = duck;
    this.spine = spine;
    this.features = features;
  }

  /** Writes one file. The same rows make the same bytes. */
  public void write(FileFormat format, Path file) {
    try {
      switch (format) {
        case CSV -> writeCsv(file);
        case PARQUET ->
            duck.execute("COPY (%s) TO %s (%s)".formatted(typed(), path(file), PARQUET));
        case ARROW -> duck.arrow(typed(), rows -> ArrowFiles.write(rows, file));
        case JSONL -> throw new IllegalArgumentException("no format of training sets");
      }
    } catch (SQLException | IOException e) {
      throw failure(file, e);
    }
  }

  private static final String PARQUET = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880";

  /**
   * Writes a folder with a folder {@code COLUMN=VALUE} for each value of a column, one within
   * another for several, as Hive names them.
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
    String columns = String.join(", ", by.stream().map(Sql::name).toList());
    String how =
        switch (format) {
          case PARQUET -> PARQUET;
          case CSV -> "FORMAT csv, HEADER, NULLSTR ''";
          case ARROW, JSONL ->
              throw new ExportException(
                  "Cannot partition %s files: choose parquet or csv".formatted(format));
        };
    String query = format == FileFormat.CSV ? texts() : typed();
    try {
      // With one thread each part is one file, and its rows are in order
      duck.execute("SET threads = 1");
      duck.execute(
          "COPY (%s) TO %s (%s, PARTITION_BY (%s), WRITE_PARTITION_COLUMNS true)"
              .formatted(query, path(folder), how, columns));
    } catch (SQLException e) {
      throw failure(folder, e);
    }
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

  private static UncheckedIOException failure(Path file, Exception e) {
    return new UncheckedIOException(
        "Cannot write training set %s: %s".formatted(file, e.getMessage()),
        e instanceof IOException io ? io : new IOException(e));
  }

  private String typed() {
    List<String> columns = new ArrayList<>();
    for (SpineColumn column : spine.columns()) {
      columns.add("spine." + column.id() + " AS " + Sql.name(column.name()));
    }
    features.forEach((name, feature) ->
        columns.add(Plain.toFile(feature.type(), feature.column()) + " AS " + Sql.name(name)));
    return rows(columns);
  }

  private String texts() {
    List<String> columns = new ArrayList<>();
    spine
        .columns()
        .forEach(column -> columns.add(column.csvText("spine") + " AS " + Sql.name(column.name())));
    features.forEach((name, feature) ->
        columns.add(
            Sql.csvText(
                    Plain.fileType(feature.type()), Plain.toFile(feature.type(), feature.column()))
                + " AS "
                + Sql.name(name)));
    return rows(columns);
  }

  private void writeCsv(Path file) throws SQLException, IOException {
    List<String> header = new ArrayList<>(spine.names());
    header.addAll(features.keySet());
    try (CsvWriter csv = new CsvWriter(file)) {
      csv.write(header);
      @Nullable String[] fields = new @Nullable String[header.size()];
      duck.query(
          texts(),
          row -> {
            for (int i = 0; i < fields.length; i++) {
              fields[i] = row.getString(i + 1);
            }
            csv.write(Arrays.asList(fields));
          });
    }
  }

  private String rows(List<String> columns) {
    String joins =
        features.values().stream()
            .map(AnsweredFeature::table)
            .distinct()
            .map(table -> " JOIN %s ON %s.c0 = spine.ordinal".formatted(table, table))
            .collect(Collectors.joining());
    return "SELECT %s FROM spine%s ORDER BY spine.ordinal"
        .formatted(String.join(", ", columns), joins);
  }
}
