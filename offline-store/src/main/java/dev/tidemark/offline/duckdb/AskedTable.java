package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.offline.duckdb.SpineTable.SpineColumn;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * What the spine asks, checked, in the table {@code asked}: for each row its number, its T in
 * microseconds, and its keys as {@code k0, k1, …} in their types.
 */
final class AskedTable {
  private final SpineTable spine;
  private final List<Column> keys;
  private final List<SpineColumn> keyColumns = new ArrayList<>();
  private final SpineColumn timeColumn;
  private long rows;

  /**
   * @throws ExportException when a column is missing or its type cannot serve
   */
  AskedTable(SpineTable spine, List<Column> keys, String timestampColumn) {
    this.spine = spine;
    this.keys = List.copyOf(keys);
    for (Column key : keys) {
      SpineColumn column = spine.column("key", key.name());
      if (key.type().scalar() == Scalar.STRING && !column.text()) {
        throw new ExportException(
            "Cannot join by column %s of %s: it is %s, and the key is STRING; cast it to text"
                .formatted(column.name(), spine.file(), column.type()));
      }
      keyColumns.add(column);
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
    for (int i = 0; i < keys.size(); i++) {
      create.append(", k").append(i).append(' ').append(Plain.type(keys.get(i).type()));
    }
    duck.execute(create + ")");
    String texts =
        keyColumns.stream()
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
    for (int i = 0; i < keys.size(); i++) {
      Plain.append(out, key(i, row.getString(i + 2)));
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

  private @Nullable Object key(int place, @Nullable String text) {
    if (text == null) {
      return null;
    }
    Scalar scalar = keys.get(place).type().scalar();
    try {
      return SpineText.key(scalar, text);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw unreadable(keyColumns.get(place), text, SpineText.expected(scalar), e);
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

  /** The columns of the table that hold a join's keys. */
  List<String> columns(List<Column> joined) {
    return joined.stream().map(key -> "k" + keys.indexOf(key)).toList();
  }
}
