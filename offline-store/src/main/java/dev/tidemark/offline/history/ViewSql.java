package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.deployment.FeatureLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A feature view's events as a query of its log's history table: the rows that the view's condition
 * holds for, without what tombstones delete.
 *
 * @param project the namespace of the table
 * @param columns the query's columns, to those of the table
 */
record ViewSql(String project, FeatureLog log, View view, Map<String, String> columns) {

  /** How an SQL engine quotes names. */
  enum Dialect {
    SPARK("`"),
    TRINO("\""),
    DUCKDB("\"");

    private final String quote;

    Dialect(String quote) {
      this.quote = quote;
    }

    String dialect() {
      return name().toLowerCase(Locale.ROOT);
    }

    String name(String name) {
      return quote + name.replace(quote, quote + quote) + quote;
    }
  }

  static ViewSql of(String project, FeatureLog log, View view) {
    HistoryColumns names = HistoryColumns.of(log);
    Names columns = new Names();
    names.keys().forEach(key -> columns.add(key.name(), key.name()));
    List.of(HistoryColumns.EVENT_TIME, HistoryColumns.CREATED_TIME, HistoryColumns.ARRIVAL_TIME)
        .forEach(column -> columns.add(column, column));
    for (Feature feature : view.features()) {
      if (feature instanceof Feature.Latest latest) {
        columns.add(feature.name(), stored(log, names, latest.column()));
      }
    }
    for (Feature feature : view.features()) {
      if (feature instanceof Feature.Window window && window.window().column() >= 0) {
        int input = window.window().column();
        String own = log.plan().schema().columns().get(input).name();
        columns.add(own, stored(log, names, input));
      }
    }
    return new ViewSql(project, log, view, columns.given);
  }

  private static String stored(FeatureLog log, HistoryColumns names, int column) {
    Column of = log.plan().schema().columns().get(column);
    return Objects.requireNonNull(names.columns().get(of));
  }

  /** Names that engines tell apart, which ignore case. */
  private static final class Names {
    private final Map<String, String> given = new LinkedHashMap<>();
    private final Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** What has that name already keeps it; another column is then {@code input_NAME}. */
    void add(String name, String stored) {
      String free = name;
      while (!taken.add(free)) {
        if (stored.equals(given.get(free))) {
          return;
        }
        free = "input_" + free;
      }
      given.put(free, stored);
    }
  }

  String text(Dialect dialect) {
    List<String> keys =
        HistoryColumns.of(log).keys().stream().map(key -> dialect.name(key.name())).toList();
    String table = dialect.name(project) + "." + dialect.name(log.table());
    return """
    SELECT %s
    FROM %s h
    LEFT JOIN (
      SELECT %s, max(event_time) AS event_time, max(log_offset) AS log_offset
      FROM %s WHERE log_deletes GROUP BY %s) d ON %s
    WHERE h.log_deletes IS NULL
      AND (d.log_offset IS NULL OR (h.log_offset > d.log_offset AND h.event_time >= d.event_time))%s
    """
        .formatted(
            String.join(
                ", ",
                columns.entrySet().stream()
                    .map(c -> "h." + dialect.name(c.getValue()) + " AS " + dialect.name(c.getKey()))
                    .toList()),
            table,
            String.join(", ", keys),
            table,
            String.join(", ", keys),
            String.join(" AND ", keys.stream().map(key -> "h." + key + " = d." + key).toList()),
            condition(dialect));
  }

  private String condition(Dialect dialect) {
    if (view.condition() < 0) {
      return "";
    }
    RowSchema schema = log.plan().schema();
    String stored =
        Objects.requireNonNull(
            HistoryColumns.of(log).conditions().get(schema.conditions().get(view.condition())));
    return "\n  AND h." + dialect.name(stored);
  }
}
