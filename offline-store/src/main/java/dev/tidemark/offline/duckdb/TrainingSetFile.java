package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.duckdb.SpineTable.SpineColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the spine and the answers together, row by row, and writes them to a file. */
final class TrainingSetFile {
  private final Duck duck;
  private final SpineTable spine;
  private final Map<String, AnsweredFeature> features;

  TrainingSetFile(Duck duck, SpineTable spine, Map<String, AnsweredFeature> features) {
    this.duck = duck;
    this.spine = spine;
    this.features = features;
  }

  void writeParquet(Path file) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (SpineColumn column : spine.columns()) {
      columns.add("spine." + column.id() + " AS " + Sql.name(column.name()));
    }
    features.forEach((name, feature) ->
        columns.add(Plain.toFile(feature.type(), feature.column()) + " AS " + Sql.name(name)));
    duck.execute(
        "COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
            .formatted(rows(columns), Sql.text(file.toAbsolutePath().toString())));
  }

  void writeCsv(Path file) throws SQLException, IOException {
    List<String> header = new ArrayList<>(spine.names());
    List<String> texts = new ArrayList<>();
    spine.columns().forEach(column -> texts.add(column.csvText("spine")));
    features.forEach((name, feature) -> {
      header.add(name);
      texts.add(
          Sql.csvText(
              Plain.fileType(feature.type()), Plain.toFile(feature.type(), feature.column())));
    });
    try (CsvWriter csv = new CsvWriter(file)) {
      csv.write(header);
      @Nullable String[] fields = new @Nullable String[texts.size()];
      duck.query(
          rows(texts),
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
            .map(table -> " JOIN " + table + " ON " + table + ".c0 = spine.ordinal")
            .collect(Collectors.joining());
    return "SELECT %s FROM spine%s ORDER BY spine.ordinal"
        .formatted(String.join(", ", columns), joins);
  }
}
