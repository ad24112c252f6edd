package dev.tidemark.offline.duckdb;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads files of rows as JSON objects, one for each row, in the file's order. */
public final class RowFiles {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private RowFiles() {}

  /**
   * Gives every row to {@code row}, as JSON text.
   *
   * <p>Lines of JSONL come as they are, blank ones not at all. A CSV field becomes a number, a
   * boolean or an array where {@code columns} declare its column so and the text is one; else it is
   * a string, and null when empty. Parquet keeps its types; times become ISO-8601 with {@code Z},
   * bytes base64.
   *
   * @param columns the columns whose types are known; others may be in the file
   * @throws ExportException when the file cannot be read, or has another ending than {@code
   *     .jsonl}, {@code .csv} or {@code .parquet}
   */
  public static void forEachJson(Path file, List<Column> columns, Consumer<String> row) {
    readable(file);
    forEachJson(file, Layout.of(file), columns, row);
  }

  /** The same, of a layout that the file's ending need not tell. */
  static void forEachJson(Path file, Layout layout, List<Column> columns, Consumer<String> row) {
    readable(file);
    try {
      switch (layout) {
        case JSONL -> jsonl(file, row);
        case CSV -> csv(file, columns, row);
        case PARQUET -> parquet(file, row);
      }
    } catch (IOException | SQLException e) {
      throw new ExportException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * The columns that a file says it has; empty for JSON lines, each of which says its own.
   *
   * @throws ExportException when the file cannot be read
   */
  public static Optional<List<String>> columns(Path file, Layout layout) {
    readable(file);
    try {
      return switch (layout) {
        case JSONL -> Optional.empty();
        case CSV -> {
          try (CsvReader csv = new CsvReader(file)) {
            yield Optional.of(csv.header());
          }
        }
        case PARQUET -> {
          try (Duck duck = new Duck()) {
            yield Optional.of(List.copyOf(duck.columns(parquetRows(file)).keySet()));
          }
        }
      };
    } catch (IOException | SQLException e) {
      throw new ExportException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void readable(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new ExportException(
          "Cannot read %s: there is no such file, or it may not be read".formatted(file));
    }
  }

  private static String parquetRows(Path file) {
    return "SELECT * FROM read_parquet(" + Sql.path(file) + ")";
  }

  private static void jsonl(Path file, Consumer<String> row) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          row.accept(line);
        }
      }
    }
  }

  private static void csv(Path file, List<Column> columns, Consumer<String> row)
      throws IOException {
    Map<String, ValueType> types = new HashMap<>();
    columns.forEach(column -> types.put(column.name(), column.type()));
    try (CsvReader csv = new CsvReader(file)) {
      for (List<@Nullable String> fields = csv.next(); fields != null; fields = csv.next()) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < fields.size(); i++) {
          String column = csv.header().get(i);
          json.append(i == 0 ? "" : ",").append(quoted(column)).append(':');
          json.append(value(types.get(column), fields.get(i)));
        }
        row.accept(json.append('}').toString());
      }
    }
  }

  private static String value(@Nullable ValueType type, @Nullable String field) {
    if (field == null) {
      return "null";
    }
    return type != null && literal(type, field) ? field : quoted(field);
  }

  private static boolean literal(ValueType type, String field) {
    if (type.array()) {
      return field.startsWith("[");
    }
    return type.scalar().numeric()
        ? NUMBER.matcher(field).matches()
        : type.scalar() == Scalar.BOOL && (field.equals("true") || field.equals("false"));
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private static void parquet(Path file, Consumer<String> row) throws IOException, SQLException {
    try (Duck duck = new Duck()) {
      String source = parquetRows(file);
      String fields =
          duck.columns(source).entrySet().stream()
              .map(column ->
                  Sql.text(column.getKey())
                      + ": "
                      + Sql.json(column.getValue(), Sql.name(column.getKey())))
              .collect(Collectors.joining(", ", "{", "}"));
      duck.query(
          "SELECT CAST(to_json(%s) AS VARCHAR) FROM (%s)".formatted(fields, source),
          result -> row.accept(result.getString(1)));
    }
  }
}
