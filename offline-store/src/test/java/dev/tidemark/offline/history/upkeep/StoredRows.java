package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.table.DataFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/** What a table holds, as DuckDB reads its files. */
record StoredRows(Table table) {
  List<DataFile> files() {
    table.refresh();
    return table.currentSnapshot() == null
        ? List.of()
        : DataFiles.of(table, table.currentSnapshot());
  }

  /** All rows in the order of the log. */
  List<List<Object>> rows() throws Exception {
    return query(files().stream().map(DataFile::location).toList(), "ORDER BY log_offset");
  }

  /** For each partition what stands in its files, one file after the other. */
  Map<String, List<List<Object>>> inOrder() throws Exception {
    Map<String, List<List<Object>>> parts = new LinkedHashMap<>();
    for (DataFile file :
        files().stream().sorted(Comparator.comparing(DataFile::location)).toList()) {
      parts
          .computeIfAbsent(file.partition().toString(), ignored -> new ArrayList<>())
          .addAll(query(List.of(file.location()), "ORDER BY file_row_number"));
    }
    return parts;
  }

  private static List<List<Object>> query(List<String> files, String order) throws Exception {
    if (files.isEmpty()) {
      return List.of();
    }
    String paths = String.join(", ", files.stream().map(file -> "'" + file + "'").toList());
    try (TestDuck duck = new TestDuck()) {
      return duck.rows(
          "SELECT encode(\"user\"), event_time, log_offset, * FROM read_parquet([%s], union_by_name = true, hive_partitioning = false) %s"
              .formatted(paths, order));
    }
  }

  static List<Path> onDisk(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
