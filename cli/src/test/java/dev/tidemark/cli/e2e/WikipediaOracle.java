package dev.tidemark.cli.e2e;

import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the features of the Wikipedia example are, written once more by hand in SQL over the same
 * file. The column {@code age} is that of the newest row at T in milliseconds, null without one.
 */
final class WikipediaOracle implements AutoCloseable {
  static final String USER =
      """
      SELECT q.id, epoch_ms(q.t - max(e.t) FILTER (e.t <= q.t)) AS age,
        CASE WHEN max(e.t) FILTER (e.t <= q.t) >= q.t - INTERVAL 12 HOUR
          THEN (max_by({'v': e.page}, e.t) FILTER (e.t <= q.t)).v END AS user_last_page,
        CASE WHEN max(e.t) FILTER (e.t <= q.t) >= q.t - INTERVAL 12 HOUR
          THEN (max_by({'v': e.delta}, e.t) FILTER (e.t <= q.t)).v END AS user_last_delta,
        CASE WHEN max(e.t) FILTER (e.t <= q.t) >= q.t - INTERVAL 12 HOUR
          THEN (max_by({'v': e.countryIsoCode}, e.t) FILTER (e.t <= q.t)).v END AS user_last_country,
        count(e.t) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 10 MINUTE) AS user_edits_10m,
        count(e.t) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 1 HOUR) AS user_edits_1h,
        count(e.t) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 24 HOUR) AS user_edits_24h,
        count(e.t) FILTER (e.isMinor AND e.t < q.t AND e.t >= q.t - INTERVAL 6 HOUR) AS user_minor_edits_6h,
        sum(abs(e.delta)) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 1 HOUR)::BIGINT AS user_bytes_1h,
        sum(e.delta) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 3 HOUR)::DOUBLE
          / count(e.delta) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 3 HOUR) AS user_mean_delta_3h,
        min(e.delta) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 24 HOUR) AS user_smallest_delta_24h,
        max(e.delta) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 24 HOUR) AS user_largest_delta_24h,
        coalesce(list(e.page ORDER BY e.t DESC)
          FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 1 HOUR), [])[1:5] AS user_pages_1h,
        count(e.t) FILTER (e.t < q.t) AS user_edits_total
      FROM questions q LEFT JOIN edits e ON e.user = q.user GROUP BY q.id, q.t ORDER BY q.id
      """;

  static final String PAGE =
      """
      SELECT q.id, epoch_ms(q.t - max(e.t) FILTER (e.t <= q.t)) AS age,
        CASE WHEN max(e.t) FILTER (e.t <= q.t) >= q.t - INTERVAL 6 HOUR
          THEN (max_by({'v': e.user}, e.t) FILTER (e.t <= q.t)).v END AS page_last_editor,
        CASE WHEN max(e.t) FILTER (e.t <= q.t) >= q.t - INTERVAL 6 HOUR
          THEN (max_by({'v': e.delta}, e.t) FILTER (e.t <= q.t)).v END AS page_last_delta,
        count(e.t) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 10 MINUTE) AS page_edits_10m,
        count(e.t) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 1 HOUR) AS page_edits_1h,
        count(e.t) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 24 HOUR) AS page_edits_24h,
        sum(e.delta) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 24 HOUR)::BIGINT AS page_net_change_24h,
        sum(abs(e.delta)) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 6 HOUR)::DOUBLE
          / count(e.delta) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 6 HOUR) AS page_mean_magnitude_6h,
        coalesce(list(e.user ORDER BY e.t DESC)
          FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 24 HOUR), [])[1:5] AS page_editors_24h
      FROM questions q LEFT JOIN edits e ON e.page = q.page AND NOT e.isRobot GROUP BY q.id, q.t ORDER BY q.id
      """;

  static final String CHANNEL =
      """
      SELECT q.id, epoch_ms(q.t - max(e.t) FILTER (e.t <= q.t)) AS age,
        count(e.t) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 10 MINUTE) AS channel_edits_10m,
        count(e.t) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 1 HOUR) AS channel_edits_1h,
        count(e.t) FILTER (NOT e.isRobot AND e.t < q.t AND e.t >= q.t - INTERVAL 1 HOUR)
          AS channel_people_edits_1h,
        count(e.t) FILTER (e.isNew AND NOT e.isRobot
          AND e.t < q.t AND e.t >= q.t - INTERVAL 24 HOUR) AS channel_new_pages_24h,
        sum(abs(e.delta)) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 30 MINUTE)::DOUBLE
          / count(e.delta) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 30 MINUTE)
          AS channel_mean_magnitude_30m,
        max(abs(e.delta)) FILTER (e.t < q.t AND e.t >= q.t - INTERVAL 12 HOUR) AS channel_largest_12h,
        sum(abs(e.delta)) FILTER (e.t < q.t)::BIGINT AS channel_bytes_total
      FROM questions q LEFT JOIN edits e ON e.channel = q.channel GROUP BY q.id, q.t ORDER BY q.id
      """;

  private final Connection duckdb;

  WikipediaOracle(Path edits) throws SQLException {
    duckdb = DriverManager.getConnection("jdbc:duckdb:");
    run("SET TimeZone = 'UTC'");
    run(
        """
        CREATE TABLE edits AS SELECT time::TIMESTAMP AS t, * FROM read_json('%s',
          format = 'newline_delimited', columns = {time: 'VARCHAR', user: 'VARCHAR', page: 'VARCHAR',
          channel: 'VARCHAR', namespace: 'VARCHAR', countryIsoCode: 'VARCHAR', isRobot: 'BOOLEAN',
          isNew: 'BOOLEAN', isMinor: 'BOOLEAN', delta: 'BIGINT'})
        """
            .formatted(edits));
  }

  /** Sets the table {@code questions(id, user, page, channel, t)}. */
  void ask(String query) throws SQLException {
    run("CREATE OR REPLACE TABLE questions AS " + query);
  }

  void run(String sql) throws SQLException {
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows as maps from column to a value: text, number, truth, list or null. */
  List<Map<String, Object>> rows(String sql) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      ResultSetMetaData columns = results.getMetaData();
      while (results.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnName(i), value(results.getObject(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static Object value(Object raw) throws SQLException {
    return raw instanceof Array array ? Arrays.asList((Object[]) array.getArray()) : raw;
  }

  @Override
  public void close() throws SQLException {
    duckdb.close();
  }
}
