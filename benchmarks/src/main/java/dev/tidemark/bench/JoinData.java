package dev.tidemark.bench;

import dev.tidemark.model.time.Micros;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What {@link TrainingSetJoin} joins: events of one key with some columns, of one type. */
interface JoinData {
  /** The name of the key, and its type in definitions. */
  String key();

  String keyType();

  /** The columns; the first is the one that windows count. */
  List<String> columns();

  String columnType();

  /** Takes events in the order of their times. */
  @FunctionalInterface
  interface Taker {
    void take(Object key, long time, Object[] values) throws Exception;
  }

  void events(Taker taker) throws Exception;

  /** SQL of a spine with the columns id, the key, event_timestamp and label. */
  String spine();

  /** Events at even distances of time, with random keys and values of two decimals. */
  record Generated(int rows, int spineRows) implements JoinData {
    private static final int KEYS = 100_000;
    private static final int VALUES = 10;
    private static final long START = Micros.of(Instant.parse("2026-01-01T00:00:00Z"));
    private static final long LENGTH = Duration.ofDays(30).toNanos() / 1000;

    @Override
    public String key() {
      return "account";
    }

    @Override
    public String keyType() {
      return "INT64";
    }

    @Override
    public List<String> columns() {
      return IntStream.range(0, VALUES).mapToObj(i -> "v" + i).toList();
    }

    @Override
    public String columnType() {
      return "DOUBLE";
    }

    @Override
    public void events(Taker taker) throws Exception {
      SplittableRandom random = new SplittableRandom(7);
      long step = LENGTH / rows;
      Object[] values = new Object[VALUES];
      for (int i = 0; i < rows; i++) {
        Arrays.setAll(values, ignored -> Math.rint(random.nextDouble() * 100_000) / 100);
        taker.take(random.nextLong(KEYS), START + i * step / 1000 * 1000, values);
      }
    }

    @Override
    public String spine() {
      return """
      SELECT range AS id, (hash(range) %% %d)::BIGINT AS account,
        make_timestamptz(%d + (hash(range + 1) %% %d)::BIGINT) AS event_timestamp,
        random() AS label FROM range(%d)
      """
          .formatted(KEYS, START, LENGTH, spineRows);
    }
  }

  /** Flights of half a year by their origin; the spine asks at the times of every third flight. */
  record Flights(Connection duck, Path file) implements JoinData {
    @Override
    public String key() {
      return "origin";
    }

    @Override
    public String keyType() {
      return "STRING";
    }

    @Override
    public List<String> columns() {
      return List.of("delay", "distance");
    }

    @Override
    public String columnType() {
      return "INT64";
    }

    @Override
    public void events(Taker taker) throws Exception {
      try (Statement statement = duck.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT origin, epoch_us(date), delay, distance FROM '%s'".formatted(file))) {
        while (rows.next()) {
          Object[] values = {rows.getLong(3), rows.getLong(4)};
          taker.take(rows.getString(1), rows.getLong(2), values);
        }
      }
    }

    @Override
    public String spine() {
      return """
      SELECT row_number() OVER () AS id, origin, date::TIMESTAMPTZ AS event_timestamp,
        delay > 15 AS label FROM '%s' WHERE hash(date, origin, destination) %% 3 = 0
      """
          .formatted(file);
    }
  }

  /** A connection to a DuckDB of its own, as somebody has it who writes a query by hand. */
  static void execute(Connection duck, String sql) throws SQLException {
    try (Statement statement = duck.createStatement()) {
      statement.execute(sql);
    }
  }
}
