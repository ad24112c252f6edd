package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.history.HistoryColumns;
import dev.tidemark.offline.join.PointInTimeJoin;
import dev.tidemark.offline.join.Question;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one feature log's history and of the spine in the order of a {@link PointInTimeJoin}:
 * DuckDB sorts, and leaves out the columns that nobody asks for, the keys that are not in the
 * spine, and events that a tombstone of their key deletes.
 */
final class HistoryQuery {
  private static final int FIXED = 5;

  private final LogQuestions questions;
  private final HistoryColumns names;
  private final List<String> askedKeys;
  private final RowSchema schema;
  private final List<Integer> columns;
  private final List<Integer> conditions;

  /**
   * @param askedKeys the columns of {@code asked} that hold the log's keys
   */
  HistoryQuery(LogQuestions questions, List<String> askedKeys) {
    this.questions = questions;
    this.askedKeys = askedKeys;
    names = HistoryColumns.of(questions.log());
    schema = questions.log().plan().schema();
    TreeSet<Integer> usedColumns = new TreeSet<>();
    TreeSet<Integer> usedConditions = new TreeSet<>();
    for (Question question : questions.questions()) {
      usedConditions.add(question.view().condition());
      switch (question.feature()) {
        case Feature.Latest latest -> usedColumns.add(latest.column());
        case Feature.Window window -> {
          usedColumns.add(window.window().column());
          usedConditions.add(window.window().condition());
        }
      }
    }
    columns = usedColumns.stream().filter(column -> column >= 0).toList();
    conditions = usedConditions.stream().filter(condition -> condition >= 0).toList();
  }

  void run(Duck duck, PointInTimeJoin join) throws SQLException, IOException {
    duck.query(sql(), row -> take(row, join));
  }

  private String sql() {
    List<String> event = new ArrayList<>();
    List<String> asked = new ArrayList<>();
    List<String> order = new ArrayList<>();
    List<String> matches = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < askedKeys.size(); i++) {
      Column key = names.keys().get(i);
      keys.add(Sql.name(key.name()));
      String stored = Plain.fromFile(key.type(), "h." + keys.get(i));
      event.add(stored + " AS key" + i);
      asked.add(askedKeys.get(i));
      matches.add(stored + " = a." + askedKeys.get(i));
      order.add("key" + i + " NULLS FIRST");
    }
    for (int column : columns) {
      Column value = schema.columns().get(column);
      event.add(Plain.fromFile(value.type(), "h." + Sql.name(columnName(column))));
      asked.add("NULL");
    }
    for (int condition : conditions) {
      event.add("coalesce(h." + conditionName(condition) + ", false)");
      asked.add("NULL");
    }
    return """
    WITH history AS NOT MATERIALIZED (%s),
      deleted AS (SELECT %s, max(event_time) AS event_time, max(log_offset) AS log_offset
        FROM history WHERE log_deletes GROUP BY ALL)
    SELECT 0 AS kind, epoch_us(h.event_time) AS t, epoch_us(h.created_time) AS created,
        h.log_partition AS part, h.log_offset AS seq, %s
      FROM history h SEMI JOIN asked a ON %s LEFT JOIN deleted d USING (%s)
      WHERE h.log_deletes IS NOT TRUE AND (d.log_offset IS NULL
        OR (h.log_offset > d.log_offset AND h.event_time >= d.event_time))
    UNION ALL SELECT 1, t, NULL, 0, ordinal, %s FROM asked
    ORDER BY %s, t, kind, created NULLS FIRST, part, seq
    """
        .formatted(
            history(),
            String.join(", ", keys),
            String.join(", ", event),
            String.join(" AND ", matches),
            String.join(", ", keys),
            String.join(", ", asked),
            String.join(", ", order));
  }

  /** Every column that is asked for, also where no file has it yet. */
  private String history() {
    Stream<String> fixed =
        Stream.of(
            "NULL::TIMESTAMPTZ AS event_time",
            "NULL::TIMESTAMPTZ AS created_time",
            "NULL::INTEGER AS log_partition",
            "NULL::BIGINT AS log_offset",
            "NULL::BOOLEAN AS log_deletes");
    Stream<String> keys =
        names.keys().stream()
            .map(key -> "NULL::" + Plain.fileType(key.type()) + " AS " + Sql.name(key.name()));
    Stream<String> values =
        columns.stream()
            .map(column ->
                "NULL::%s AS %s"
                    .formatted(
                        Plain.fileType(schema.columns().get(column).type()),
                        Sql.name(columnName(column))));
    Stream<String> flags =
        conditions.stream().map(condition -> "NULL::BOOLEAN AS " + conditionName(condition));
    String none =
        "SELECT "
            + String.join(
                ", ", Stream.of(fixed, keys, values, flags).flatMap(part -> part).toList())
            + " WHERE false";
    List<String> files = questions.history().files();
    return files.isEmpty()
        ? none
        : "%s UNION ALL BY NAME SELECT * FROM read_parquet(%s, union_by_name = true)"
            .formatted(none, Sql.paths(files));
  }

  private String columnName(int column) {
    return Objects.requireNonNull(names.columns().get(schema.columns().get(column)));
  }

  private String conditionName(int condition) {
    return Objects.requireNonNull(names.conditions().get(schema.conditions().get(condition)));
  }

  private void take(ResultSet row, PointInTimeJoin join) throws SQLException {
    List<Column> fields = questions.log().entity().keys();
    @Nullable Object[] key = new @Nullable Object[fields.size()];
    for (int i = 0; i < key.length; i++) {
      key[i] = Plain.read(row, FIXED + i + 1, fields.get(i).type());
    }
    if (row.getInt(1) == 1) {
      join.spineRow(key, row.getLong(2), row.getLong(5));
    } else {
      join.event(key, event(row));
    }
  }

  private Event event(ResultSet row) throws SQLException {
    int place = FIXED + questions.log().entity().keys().size();
    @Nullable Object[] values = new @Nullable Object[schema.columns().size()];
    for (int column : columns) {
      values[column] = Plain.read(row, ++place, schema.columns().get(column).type());
    }
    boolean[] held = new boolean[schema.conditions().size()];
    for (int condition : conditions) {
      held[condition] = row.getBoolean(++place);
    }
    long created = row.getLong(3);
    created = row.wasNull() ? Micros.NONE : created;
    return new HistoryEvent(row.getLong(2), created, row.getLong(5), values, held);
  }
}
