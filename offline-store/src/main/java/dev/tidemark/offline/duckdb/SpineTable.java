package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.Nearest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * The spine as it was given, in the table {@code spine}: its rows numbered from 0, its columns as
 * {@code c0, c1, …}; a CSV file's are texts.
 */
final class SpineTable {
  /** Types that DuckDB sees in texts; a field of such a name is followed by its type. */
  private static final Pattern GUESSED =
      Pattern.compile("(?<=^| )(DATE|TIMESTAMP WITH TIME ZONE|TIMESTAMP|TIME|UUID)(?=\\[|,|\\)|$)");

  private static final String ROW_OF_FILE = "file_row_number";
  private static final String COUNTED = "row_number() OVER () - 1";

  private final SpineInput input;
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

  private SpineTable(SpineInput input, List<SpineColumn> columns) {
    this.input = input;
    this.columns = columns;
  }

  static SpineTable load(Duck duck, SpineInput input) throws SQLException, IOException {
    List<SpineColumn> columns =
        switch (input) {
          case SpineInput.Files(List<Path> files) -> loadFiles(duck, files);
          case SpineInput.Query query -> query(duck, "run --spine-sql", query.sql());
          case SpineInput.Entities entities -> {
            LogQuestions log = entities.questions();
            List<String> keys = log.keys().stream().map(key -> Sql.name(key.name())).toList();
            HistoryQuery history = new HistoryQuery(log, keys);
            yield query(duck, "list the keys of " + log.log().table(), history.entities(entities));
          }
          case SpineInput.Served served ->
              query(duck, "read what " + served.service() + " served", ServedQuery.of(served));
          case SpineInput.Rows rows -> {
            give(duck, rows);
            yield query(duck, "read the spine", "SELECT " + named(rows.columns()) + " FROM given");
          }
          case SpineInput.Stream stream -> {
            try (ArrowReader rows = stream.rows().open(duck.arrow())) {
              duck.createTable("given", rows);
            }
            yield query(duck, "read the spine", "FROM given");
          }
        };
    return new SpineTable(input, columns);
  }

  private static void give(Duck duck, SpineInput.Rows rows) throws SQLException, IOException {
    List<ValueType> types = rows.columns().stream().map(Column::type).toList();
    duck.createTable("given", types);
    try (TableAppender out = duck.appender("given", types)) {
      for (List<? extends @Nullable Object> row : rows.rows()) {
        for (int i = 0; i < row.size(); i++) {
          out.set(i, row.get(i));
        }
        out.endRow();
      }
    }
  }

  private static String named(List<Column> columns) {
    List<String> named = new ArrayList<>();
    for (Column column : columns) {
      String value = Plain.toFile(column.type(), "c" + named.size());
      named.add(value + " AS " + Sql.name(column.name()));
    }
    return String.join(", ", named);
  }

  private static List<SpineColumn> loadFiles(Duck duck, List<Path> files)
      throws SQLException, IOException {
    String names = files.stream().map(Path::toString).collect(Collectors.joining(", "));
    String paths = Sql.paths(files);
    return switch (FileFormat.ofSpine(files.getFirst())) {
      case CSV -> loadCsv(duck, files);
      case PARQUET -> loadParquet(duck, "read spine " + names + " as Parquet", files);
      case JSONL -> query(duck, "read spine " + names + " as JSON lines", jsonLines(duck, paths));
      case ARROW -> {
        List<String> tables = new ArrayList<>();
        for (Path file : files) {
          tables.add("FROM given" + tables.size());
          ArrowFiles.load(duck, "given" + (tables.size() - 1), file);
        }
        yield query(duck, "read spine " + names, String.join(" UNION ALL ", tables));
      }
    };
  }

  /** Texts stay texts, also those that look like times. */
  private static String jsonLines(Duck duck, String paths) throws SQLException, IOException {
    String lines =
        "read_json(%s, format = 'newline_delimited', hive_partitioning = false".formatted(paths);
    Map<String, String> found;
    try {
      found = duck.columns("FROM " + lines + ", sample_size = -1)");
    } catch (SQLException e) {
      throw new ExportException("Cannot read spine %s: %s".formatted(paths, Sql.reason(e)), e);
    }
    String types =
        found.entrySet().stream()
            .map(column -> Sql.text(column.getKey()) + ": " + Sql.text(plain(column.getValue())))
            .collect(Collectors.joining(", ", "{", "}"));
    return "FROM %s, columns = %s)".formatted(lines, types);
  }

  /** The type in which whatever JSON has as a text is one, also within lists and objects. */
  private static String plain(String type) {
    return GUESSED.matcher(type).replaceAll("VARCHAR");
  }

  /** One file's rows have their numbers from DuckDB, which counts others with a single thread. */
  private static List<SpineColumn> loadParquet(Duck duck, String what, List<Path> files)
      throws IOException {
    String rows = "FROM read_parquet(%s, hive_partitioning = false)".formatted(Sql.paths(files));
    List<SpineColumn> columns = columns(duck, what, rows);
    boolean numbered =
        files.size() == 1
            && columns.stream().noneMatch(own -> own.name().equalsIgnoreCase(ROW_OF_FILE));
    create(duck, what, columns, numbered ? ROW_OF_FILE : COUNTED, rows);
    return columns;
  }

  /** The rows of a query, in its order. */
  private static List<SpineColumn> query(Duck duck, String what, String query) throws IOException {
    List<SpineColumn> columns = columns(duck, what, query);
    create(duck, what, columns, COUNTED, "FROM (" + query + ")");
    return columns;
  }

  private static List<SpineColumn> columns(Duck duck, String what, String query)
      throws IOException {
    List<SpineColumn> columns = new ArrayList<>();
    try {
      duck.columns(query)
          .forEach((name, type) -> columns.add(new SpineColumn("c" + columns.size(), name, type)));
    } catch (SQLException e) {
      throw unreadable(what, e);
    }
    return columns;
  }

  private static void create(
      Duck duck, String what, List<SpineColumn> columns, String ordinal, String from) {
    String named =
        columns.stream()
            .map(column -> ", " + Sql.name(column.name()) + " AS " + column.id())
            .collect(Collectors.joining());
    try {
      duck.execute(
          "CREATE TABLE spine AS SELECT %s AS ordinal%s %s".formatted(ordinal, named, from));
    } catch (SQLException e) {
      throw unreadable(what, e);
    }
  }

  private static ExportException unreadable(String what, SQLException e) {
    return new ExportException("Cannot %s: %s".formatted(what, Sql.reason(e)), e);
  }

  private static List<SpineColumn> loadCsv(Duck duck, List<Path> files)
      throws SQLException, IOException {
    List<SpineColumn> columns = new ArrayList<>();
    try (CsvReader csv = new CsvReader(files.getFirst())) {
      for (String name : csv.header()) {
        columns.add(new SpineColumn("c" + columns.size(), name, "VARCHAR"));
      }
    }
    List<ValueType> types = new ArrayList<>(List.of(ValueType.of(Scalar.INT64)));
    columns.forEach(column -> types.add(ValueType.of(Scalar.STRING)));
    duck.execute(
        columns.stream()
            .map(column -> ", " + column.id() + " VARCHAR")
            .collect(Collectors.joining("", "CREATE TABLE spine (ordinal BIGINT", ")")));
    List<String> header = columns.stream().map(SpineColumn::name).toList();
    long ordinal = 0;
    try (TableAppender out = duck.appender("spine", types)) {
      for (Path file : files) {
        try (CsvReader csv = new CsvReader(file)) {
          if (!csv.header().equals(header)) {
            throw new ExportException(
                "Cannot read spine %s: its columns are %s, and those of %s are %s"
                    .formatted(file, csv.header(), files.getFirst(), header));
          }
          for (List<@Nullable String> row = csv.next(); row != null; row = csv.next()) {
            out.set(0, ordinal++);
            for (int i = 0; i < row.size(); i++) {
              out.set(i + 1, row.get(i));
            }
            out.endRow();
          }
        }
      }
    }
    return columns;
  }

  /** What messages call it. */
  String name() {
    return input.name();
  }

  /** What messages call it in the middle of a sentence. */
  String title() {
    return input.title();
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
  SpineColumn column(String use, String column) {
    return columns.stream()
        .filter(known -> known.name().equals(column))
        .findFirst()
        .orElseThrow(() ->
            new ExportException(
                "Cannot find the %s column %s in %s%s: its columns are %s"
                    .formatted(
                        use,
                        column,
                        title(),
                        Nearest.hint(column, names()),
                        String.join(", ", names()))));
  }
}
