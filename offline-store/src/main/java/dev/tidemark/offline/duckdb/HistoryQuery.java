package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.history.HistoryColumns;
import dev.tidemark.offline.join.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One feature log's history in the order of a join: DuckDB sorts, and leaves out the columns that
 * nobody asks for, the keys that are not in the spine, the times that no row can see, and events
 * that a tombstone of their key deletes.
 */
final class HistoryQuery {
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);
  private static final ValueType BOOL = ValueType.of(Scalar.BOOL);

  private static final String UNDELETED =
      "h.log_deletes IS NOT TRUE AND (d.log_offset IS NULL"
          + " OR (h.log_offset > d.log_offset AND h.event_time >= d.event_time))";

  private final LogQuestions questions;
  private final HistoryColumns names;
  private final List<String> askedKeys;
  private final RowSchema schema;
  private final List<Integer> columns;
  private final List<Integer> conditions;
  private final List<ValueType> types = new ArrayList<>();
  private final List<String> selected = new ArrayList<>();
  private final HistoryColumnPlaces places;

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
    places = select();
  }

  private HistoryColumnPlaces select() {
    for (Column key : names.keys()) {
      select(Plain.fromFile(key.type(), "h." + Sql.name(key.name())), key.type());
    }
    int time = select("epoch_us(h.event_time)", INT64);
    int known = questions.byArrival() ? select(known(), INT64) : time;
    int created =
        questions.history().createdTimes() ? select("epoch_us(h.created_time)", INT64) : -1;
    int position = select("h.log_offset", INT64);
    Map<Integer, Integer> ofColumns = new HashMap<>();
    for (int column : columns) {
      ValueType type = schema.columns().get(column).type();
      ofColumns.put(column, select(Plain.fromFile(type, "h." + columnName(column)), type));
    }
    Map<Integer, Integer> ofConditions = new HashMap<>();
    for (int condition : conditions) {
      String held = "coalesce(h." + conditionName(condition) + ", false)";
      ofConditions.put(condition, select(held, BOOL));
    }
    return HistoryColumnPlaces.of(time, known, created, position, ofColumns, ofConditions);
  }

  private int select(String value, ValueType type) {
    selected.add(value);
    types.add(type);
    return types.size() - 1;
  }

  private static String known() {
    return "epoch_us(greatest(h.event_time, h.arrival_time))";
  }

  HistoryColumnPlaces places() {
    return places;
  }

  List<ValueType> types() {
    return types;
  }

  /** About how many bytes a row takes. */
  long width() {
    return types.stream().mapToLong(type -> type.width() > 0 ? type.width() : 32).sum();
  }

  /** The spine's rows of a slice. */
  String spine(Slice slice) {
    String keys = String.join(", ", askedKeys);
    String order = String.join(" NULLS FIRST, ", askedKeys) + " NULLS FIRST";
    return "SELECT %s, t + %d, ordinal FROM asked WHERE %s ORDER BY %s, t"
        .formatted(keys, questions.shift(), slice.holds(askedKeys.getFirst()), order);
  }

  List<ValueType> spineTypes() {
    return Stream.concat(questions.keys().stream().map(Column::type), Stream.of(INT64, INT64))
        .toList();
  }

  /** Whether files that are sorted can be read in their own order. */
  boolean inOrderOfFiles() {
    return !questions.byArrival() && !questions.history().tombstones();
  }

  /**
   * The rows of files of a run, in their order.
   *
   * @param seen the times that a spine row may see
   */
  String inOrder(List<Path> run, Slice slice, TimeRange seen) {
    String first = "h." + Sql.name(names.keys().getFirst().name());
    return "SELECT %s FROM (%s) h WHERE %s AND %s"
        .formatted(
            String.join(", ", selected),
            history(run),
            slice.holds(first),
            seen.holds("h.event_time"));
  }

  /**
   * The rows of files, sorted.
   *
   * @param seen the times that a spine row may see
   */
  String sorted(List<Path> files, Slice slice, TimeRange seen) {
    boolean deletions = questions.history().tombstones();
    String first = "h." + Sql.name(names.keys().getFirst().name());
    List<String> keys = names.keys().stream().map(key -> "h." + Sql.name(key.name())).toList();
    String order =
        String.join(", ", keys)
            + (questions.byArrival() ? ", " + known() : "")
            + ", h.event_time"
            + (questions.history().createdTimes() ? ", h.created_time NULLS FIRST" : "")
            // One key has one partition, so that its offsets are in the order of the log
            + ", h.log_offset";
    return """
    WITH history AS NOT MATERIALIZED (%s), read AS NOT MATERIALIZED (%s)%s
    SELECT %s FROM read h SEMI JOIN (FROM asked WHERE %s) a ON %s%s
      WHERE %s AND %s%s
    ORDER BY %s
    """
        .formatted(
            history(questions.files()),
            history(files),
            deletions ? deleted() : "",
            String.join(", ", selected),
            slice.holds(askedKeys.getFirst()),
            String.join(" AND ", matches()),
            deletions ? " LEFT JOIN deleted d USING (" + keyNames() + ")" : "",
            slice.holds(first),
            seen.holds("h.event_time"),
            deletions ? " AND " + UNDELETED : "",
            order);
  }

  /**
   * Every record of the spine's keys, tombstones too, each key's in the order of the log: the
   * columns of {@link #types}, then partition, arrival and whether it is a tombstone.
   */
  String records() {
    List<String> keys = names.keys().stream().map(key -> "h." + Sql.name(key.name())).toList();
    return """
    SELECT %s, h.log_partition, epoch_us(h.arrival_time), h.log_deletes IS TRUE
    FROM (%s) h SEMI JOIN asked a ON %s ORDER BY %s, h.log_offset
    """
        .formatted(
            String.join(", ", selected),
            history(questions.files()),
            String.join(" AND ", matches()),
            String.join(", ", keys));
  }

  private List<String> matches() {
    List<String> matches = new ArrayList<>();
    for (int i = 0; i < askedKeys.size(); i++) {
      matches.add(selected.get(i) + " = a." + askedKeys.get(i));
    }
    return matches;
  }

  /** The rows of a spine of keys: those of the first question's view, by time and then by key. */
  String entities(SpineInput.Entities asked) {
    int condition = questions.questions().getFirst().view().condition();
    String keys =
        String.join(
            ", ",
            IntStream.range(0, askedKeys.size())
                .mapToObj(
                    i -> "h." + Sql.name(names.keys().get(i).name()) + " AS " + askedKeys.get(i))
                .toList());
    return """
    WITH history AS NOT MATERIALIZED (%s)%s,
      seen AS (SELECT %s, min(%s) AS first FROM history h%s
        WHERE %s%s GROUP BY ALL)
    SELECT %s, make_timestamptz(t) AS %s FROM seen, range(%d, %d + 1, %d) times(t)
    WHERE first <= t ORDER BY t, %s
    """
        .formatted(
            history(questions.files()),
            questions.history().tombstones() ? deleted() : "",
            keys,
            questions.byArrival() ? known() : "epoch_us(h.event_time)",
            questions.history().tombstones()
                ? " LEFT JOIN deleted d USING (" + keyNames() + ")"
                : "",
            condition < 0 ? "true" : "coalesce(h." + conditionName(condition) + ", false)",
            questions.history().tombstones() ? " AND " + UNDELETED : "",
            String.join(", ", askedKeys),
            Sql.name(asked.timestampColumn()),
            Micros.of(asked.from()),
            Micros.of(asked.to()),
            asked.every().toNanos() / 1_000,
            String.join(", ", askedKeys));
  }

  private String deleted() {
    return """
    , deleted AS (SELECT %s, max(event_time) AS event_time, max(log_offset) AS log_offset
        FROM history WHERE log_deletes GROUP BY ALL)\
    """
        .formatted(keyNames());
  }

  private String keyNames() {
    return String.join(", ", names.keys().stream().map(key -> Sql.name(key.name())).toList());
  }

  /** Every column that is asked for, also where no file has it yet. */
  private String history(List<Path> files) {
    Stream<String> fixed =
        Stream.of(
            "NULL::TIMESTAMPTZ AS event_time",
            "NULL::TIMESTAMPTZ AS created_time",
            "NULL::TIMESTAMPTZ AS arrival_time",
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
                        Plain.fileType(schema.columns().get(column).type()), columnName(column)));
    Stream<String> flags =
        conditions.stream().map(condition -> "NULL::BOOLEAN AS " + conditionName(condition));
    String none =
        "SELECT "
            + String.join(
                ", ", Stream.of(fixed, keys, values, flags).flatMap(part -> part).toList())
            + " WHERE false";
    return files.isEmpty() ? none : none + " UNION ALL BY NAME FROM " + Sql.historyFiles(files);
  }

  private String columnName(int column) {
    return Sql.name(Objects.requireNonNull(names.columns().get(schema.columns().get(column))));
  }

  private String conditionName(int condition) {
    return Objects.requireNonNull(names.conditions().get(schema.conditions().get(condition)));
  }
}
