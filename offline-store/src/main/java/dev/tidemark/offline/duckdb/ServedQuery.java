package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.history.HistoryColumns;
import dev.tidemark.registry.deployment.ServedLog;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of a serving log's table, by their times and then as they stood in their requests. */
final class ServedQuery {
  private static final Set<String> FIXED =
      Set.of(HistoryColumns.EVENT_TIME, ServedLog.REQUEST_ID, ServedLog.REQUEST_ROW);

  private ServedQuery() {}

  static String of(SpineInput.Served served) {
    String columns =
        served.columns().stream()
            .map(column -> "h." + Sql.name(column.from()) + " AS " + Sql.name(column.name()))
            .collect(Collectors.joining(", "));
    return """
    SELECT %s FROM (%s) h WHERE %s ORDER BY h.event_time, h.request_id, h.request_row
    """
        .formatted(
            columns,
            rows(served),
            new TimeRange(served.from(), served.to() - 1).holds("h.event_time"));
  }

  /** Every column that is asked for, also where no file has it yet. */
  private static String rows(SpineInput.Served served) {
    String none =
        served.columns().stream()
            .filter(column -> !FIXED.contains(column.from()))
            .map(column ->
                ", NULL::%s AS %s"
                    .formatted(Plain.fileType(column.type()), Sql.name(column.from())))
            .collect(
                Collectors.joining(
                    "",
                    "SELECT NULL::TIMESTAMPTZ AS %s, NULL::VARCHAR AS %s, NULL::INTEGER AS %s"
                        .formatted(
                            HistoryColumns.EVENT_TIME, ServedLog.REQUEST_ID, ServedLog.REQUEST_ROW),
                    " WHERE false"));
    return served.files().isEmpty()
        ? none
        : none + " UNION ALL BY NAME FROM " + Sql.historyFiles(served.files());
  }
}
