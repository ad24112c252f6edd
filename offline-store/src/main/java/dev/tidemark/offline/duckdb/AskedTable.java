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
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the spine asks, checked, in the relation {@code asked}: for each row its number, its T in
 * microseconds, and its keys and request data as {@code k0, k1, …} in their types.
 */
final class AskedTable {
  private static final ValueType STRING = ValueType.of(Scalar.STRING);
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);

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
                    spine.name(),
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
    if (!fillInSql(duck)) {
      fillByText(duck);
    }
    duck.query("SELECT count(*) FROM asked", row -> rows = row.getLong(1));
  }

  /**
   * Fills the table where every column has its type already, which is much faster.
   *
   * @return false when a column has not, or a value needs a closer look
   */
  private boolean fillInSql(Duck duck) throws SQLException, IOException {
    Optional<NativeValue> time = NativeValue.time(timeColumn);
    List<Optional<NativeValue>> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(NativeValue.of(columns.get(i).type(), spineColumns.get(i)));
    }
    if (time.isEmpty() || values.stream().anyMatch(Optional::isEmpty)) {
      return false;
    }
    StringBuilder select = new StringBuilder("SELECT ordinal, " + time.get().sql() + " AS t");
    StringBuilder doubts = new StringBuilder(time.get().doubt());
    for (int i = 0; i < values.size(); i++) {
      NativeValue value = values.get(i).orElseThrow();
      select.append(", ").append(value.sql()).append(" AS k").append(i);
      doubts.append(" OR ").append(value.doubt());
    }
    boolean[] doubtful = new boolean[1];
    duck.query(
        "SELECT count(*) > 0 FROM spine WHERE " + doubts, row -> doubtful[0] = row.getBoolean(1));
    if (!doubtful[0]) {
      duck.execute("CREATE VIEW asked AS " + select + " FROM spine");
    }
    return !doubtful[0];
  }

  private void fillByText(Duck duck) throws SQLException, IOException {
    StringBuilder create = new StringBuilder("CREATE TABLE asked (ordinal BIGINT, t BIGINT");
    List<ValueType> types = new ArrayList<>(List.of(INT64, INT64));
    for (int i = 0; i < columns.size(); i++) {
      ValueType type = columns.get(i).type();
      create.append(", k").append(i).append(' ').append(Plain.type(type));
      types.add(type);
    }
    duck.execute(create + ")");
    String texts =
        spineColumns.stream()
            .map(column -> ", " + column.csvText("spine"))
            .collect(Collectors.joining());
    String query =
        "SELECT %s%s FROM spine ORDER BY ordinal".formatted(timeColumn.csvText("spine"), texts);
    try (TableAppender out = duck.appender("asked", types)) {
      duck.query(query, row -> append(out, row));
    }
  }

  private void append(TableAppender out, ResultSet row) throws SQLException, IOException {
    long ordinal = rows++;
    out.set(0, ordinal);
    out.set(1, time(row.getString(1)));
    for (int i = 0; i < columns.size(); i++) {
      out.set(i + 2, value(i, row.getString(i + 2)));
    }
    out.endRow();
  }

  private long time(@Nullable String text) {
    if (text == null) {
      throw new ExportException(
          "Cannot read row %d of %s: its timestamp %s is null; every row needs one"
              .formatted(rows, spine.name(), timeColumn.name()));
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
            .formatted(rows, spine.name(), column.name(), text, expected),
        cause);
  }

  long rows() {
    return rows;
  }

  /** The first and the last T; empty when there is no row. */
  Optional<TimeRange> times(Duck duck) throws SQLException, IOException {
    TimeRange[] range = new TimeRange[1];
    if (rows > 0) {
      duck.query(
          "SELECT min(t), max(t) FROM asked",
          row -> range[0] = new TimeRange(row.getLong(1), row.getLong(2)));
    }
    return Optional.ofNullable(range[0]);
  }

  /** The columns of the table that hold keys or request data. */
  List<String> columns(List<Column> of) {
    return of.stream().map(column -> "k" + columns.indexOf(column)).toList();
  }
}
