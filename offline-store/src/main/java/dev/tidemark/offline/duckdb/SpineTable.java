package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.Nearest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The spine as it was given, in the table {@code spine}: its rows numbered from 0, its columns as
 * {@code c0, c1, …}; a CSV file's are texts.
 */
final class SpineTable {
  private final Path file;
  private final List<SpineColumn> columns;

  /**
   * A column of the spine.
   *
   * @param id its name in the table
   * @param type its DuckDB type
   */
  record SpineColumn(String id, String name, String type) {
    boolean text() {
      return type.equals("VARCHAR");
    }

    /** Its value as the text of a CSV field. */
    String csvText(String table) {
      return Sql.csvText(type, table + "." + id);
    }
  }

  private SpineTable(Path file, List<SpineColumn> columns) {
    this.file = file;
    this.columns = columns;
  }

  static SpineTable load(Duck duck, Path file) throws SQLException, IOException {
    return switch (FileFormat.of("read spine", file)) {
      case CSV -> loadCsv(duck, file);
      case PARQUET -> loadParquet(duck, file);
    };
  }

  private static SpineTable loadCsv(Duck duck, Path file) throws SQLException, IOException {
    try (CsvReader csv = new CsvReader(file)) {
      List<SpineColumn> columns = new ArrayList<>();
      for (String name : csv.header()) {
        columns.add(new SpineColumn("c" + columns.size(), name, "VARCHAR"));
      }
      duck.execute(
          columns.stream()
              .map(column -> ", " + column.id() + " VARCHAR")
              .collect(Collectors.joining("", "CREATE TABLE spine (ordinal BIGINT", ")")));
      List<ValueType> types = new ArrayList<>(List.of(ValueType.of(Scalar.INT64)));
      columns.forEach(column -> types.add(ValueType.of(Scalar.STRING)));
      try (TableAppender out = duck.appender("spine", types)) {
        long ordinal = 0;
        for (List<@Nullable String> row = csv.next(); row != null; row = csv.next()) {
          out.set(0, ordinal++);
          for (int i = 0; i < row.size(); i++) {
            out.set(i + 1, row.get(i));
          }
          out.endRow();
        }
      }
      return new SpineTable(file, columns);
    }
  }

  private static SpineTable loadParquet(Duck duck, Path file) throws SQLException, IOException {
    String source = "SELECT * FROM read_parquet(" + Sql.path(file) + ")";
    List<SpineColumn> columns = new ArrayList<>();
    Map<String, String> described;
    try {
      described = duck.columns(source);
    } catch (SQLException e) {
      throw new ExportException(
          "Cannot read spine %s: it is no Parquet file: %s".formatted(file, e.getMessage()), e);
    }
    described.forEach(
        (name, type) -> columns.add(new SpineColumn("c" + columns.size(), name, type)));
    duck.execute(
        columns.stream()
            .map(column -> ", " + Sql.name(column.name()) + " AS " + column.id())
            .collect(
                Collectors.joining(
                    "",
                    "CREATE TABLE spine AS SELECT row_number() OVER () - 1 AS ordinal",
                    " FROM (" + source + ")")));
    return new SpineTable(file, columns);
  }

  Path file() {
    return file;
  }

  List<SpineColumn> columns() {
    return columns;
  }

  List<String> names() {
    return columns.stream().map(SpineColumn::name).toList();
  }

  /**
   * @param use for the message: {@code key} or {@code timestamp}
   * @throws ExportException when there is no such column
   */
  SpineColumn column(String use, String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new ExportException(
                "Cannot find the %s column %s in spine %s%s: its columns are %s"
                    .formatted(
                        use, name, file, Nearest.hint(name, names()), String.join(", ", names()))));
  }
}
