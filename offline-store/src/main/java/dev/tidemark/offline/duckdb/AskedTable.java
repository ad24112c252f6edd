package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.duckdb.SpineTable.SpineColumn;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * What the spine asks, checked, in the table {@code asked}: for each row its number, its T in
 * microseconds, and its keys and request data as {@code k0, k1, …} in their types.
 */
final class AskedTable {
  private static final ValueType STRING = ValueType.of(Scalar.STRING);

  private final SpineTable spine;
  private final List<Column> columns;
  private final List<SpineColumn> spineColumns = new ArrayList<>();
  private final SpineColumn timeColumn;
  private long rows;

  /**
   * @param request further columns that are read
   * @throws ExportException when a column is missing or its type cannot serve
   */
  AskedTable(SpineTable spine, List<Column> keys, List<Column> request, String timestampColumn) {
    this.spine = spine;
    columns = Stream.concat(keys.stream(), request.stream()).distinct().toList();
    for (Column column : columns) {
      boolean key = keys.contains(column);
      SpineColumn found = spine.column(key ? "key" : "request", column.name());
      if (column.type().equals(STRING) && !found.text()) {
        throw new ExportException(
            "Cannot %s column %s of %s: it is %s, and the %s is STRING; cast it to text"
                .formatted(
                    key ? "join by" : "compute from",
                    found.name(),
                    spine.file(),
                    found.type(),
                    key ? "key" : "request column"));
      }
      spineColumns.add(found);
    }
    timeColumn = spine.column("timestamp", timestampColumn);
  }

  /**
   * Fills the table.
   *
   * @throws ExportException naming the first row with a value that cannot be read
   */
  void fill(Duck duck) throws SQLException, IOException {
    StringBuilder create = new StringBuilder("CREATE TABLE asked (ordinal BIGINT, t BIGINT");
    for (int i = 0; i < columns.size(); i++) {
      create.append(", k").append(i).append(' ').append(Plain.type(columns.get(i).type()));
    }
    duck.execute(create + ")");
    String texts =
        spineColumns.stream()
            .map(column -> ", " + column.csvText("spine"))
            .collect(Collectors.joining());
    String query =
        "SELECT %s%s FROM spine ORDER BY ordinal".formatted(timeColumn.csvText("spine"), texts);
    try (DuckDBAppender out = duck.appender("asked")) {
      duck.query(query, row -> append(out, row));
    }
  }

  private void append(DuckDBAppender out, ResultSet row) throws SQLException {
    long ordinal = rows++;
    out.beginRow().append(ordinal).append(time(row.getString(1)));
    for (int i = 0; i < columns.size(); i++) {
      Plain.append(out, value(i, row.getString(i + 2)));
    }
    out.endRow();
  }

  private long time(@Nullable String text) {
    if (text == null) {
      throw new ExportException(
          "Cannot read row %d of %s: its timestamp %s is null; every row needs one"
              .formatted(rows, spine.file(), timeColumn.name()));
    }
    try {
      return SpineText.time(text);
    } catch (DateTimeException e) {
      throw unreadable(
          timeColumn, text, "ISO-8601 such as 2026-01-31T09:30:00Z, or epoch milliseconds", e);
    }
  }

  private @Nullable Object value(int place, @Nullable String text) {
    if (text == null) {
      return null;
    }
    ValueType type = columns.get(place).type();
    try {
      return SpineText.value(type, text);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw unreadable(spineColumns.get(place), text, SpineText.expected(type), e);
    }
  }

  private ExportException unreadable(
      SpineColumn column, String text, String expected, Exception cause) {
    return new ExportException(
        "Cannot read row %d of %s: column %s holds \"%s\", expected %s"
            .formatted(rows, spine.file(), column.name(), text, expected),
        cause);
  }

  long rows() {
    return rows;
  }

  /** The columns of the table that hold keys or request data. */
  List<String> columns(List<Column> of) {
    return of.stream().map(column -> "k" + columns.indexOf(column)).toList();
  }
}
