package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Status;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a feature's values in a training set rest on.
 *
 * @param name by which the feature is known
 * @param rows of the spine
 * @param nulls rows whose value is null though the key is there
 * @param missing rows whose key has no row in the view
 * @param expired rows whose newest row is older than the view's ttl
 * @param age how long before T the newest row happened, where there is one
 * @param changed rows whose value would have been another at T, for what arrived later
 */
public record Explained(
    String name,
    long rows,
    long nulls,
    long missing,
    long expired,
    Optional<Age> age,
    long changed) {

  /** Quantiles, in microseconds. */
  public record Age(long least, long median, long p90, long p99, long most) {}

  /**
   * @param byEvent the table of the answers by event time, with three columns for each question:
   *     value, status, event time
   * @param byArrival that of the answers by arrival
   */
  static Explained of(Duck duck, String name, int place, String byEvent, String byArrival)
      throws SQLException, IOException {
    int value = 3 * place + 1;
    String age = "CASE WHEN e.c%2$d IS NOT NULL THEN asked.t - e.c%2$d END";
    Explained[] found = new Explained[1];
    duck.query(
        ("""
        SELECT count(*), count(*) FILTER (e.c%1$d = %4$d), count(*) FILTER (e.c%1$d = %5$d),
          count(*) FILTER (e.c%1$d = %6$d), count(*) FILTER (e.c%3$d IS DISTINCT FROM a.c%3$d),
          min(age), quantile_disc(age, 0.5), quantile_disc(age, 0.9), quantile_disc(age, 0.99),
          max(age)
        FROM (SELECT *,\
        """
                + age
                + """
                 AS age FROM %7$s e JOIN asked ON asked.ordinal = e.c0) e JOIN %8$s a ON a.c0 = e.c0
                """)
            .formatted(
                value + 1,
                value + 2,
                value,
                (int) Status.NULL_VALUE.number(),
                (int) Status.NOT_FOUND.number(),
                (int) Status.OUTSIDE_MAX_AGE.number(),
                byEvent,
                byArrival),
        row -> found[0] = read(name, row));
    return found[0];
  }

  private static Explained read(String name, ResultSet row) throws SQLException {
    long least = row.getLong(6);
    Optional<Age> age =
        row.wasNull()
            ? Optional.empty()
            : Optional.of(
                new Age(least, row.getLong(7), row.getLong(8), row.getLong(9), row.getLong(10)));
    return new Explained(
        name, row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), age, row.getLong(5));
  }
}
