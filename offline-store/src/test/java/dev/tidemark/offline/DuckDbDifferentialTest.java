package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few thousand events through the product, and through queries that were written by hand. */
class DuckDbDifferentialTest {
  private static final int EVENTS = 4_000;
  private static final int ROWS = 800;
  private static final int DELETED = 6;
  private static final long START = Micros.of(Instant.parse("2026-01-31T00:00:00Z"));

  private static final String WINDOWS =
      """
      SELECT s.row,
        count(e.t) FILTER (in_hour),
        count(e.delta) FILTER (in_hour AND e.flag),
        sum(e.delta) FILTER (in_hour),
        fsum(e.weight) FILTER (in_hour),
        avg(e.delta) FILTER (in_hour),
        min(e.delta) FILTER (in_hour),
        max(e.weight) FILTER (in_hour),
        coalesce(list(e.who ORDER BY e.t DESC, e.seq DESC)
          FILTER (in_hour AND e.who IS NOT NULL), [])[1:3],
        coalesce(list(e.who ORDER BY e.t, e.seq)
          FILTER (in_hour AND e.who IS NOT NULL), [])[1:3],
        arg_min(e.who, (e.t, e.seq)) FILTER (in_hour AND e.who IS NOT NULL),
        arg_max(e.delta, (e.t, e.seq)) FILTER (in_hour AND e.delta IS NOT NULL),
        var_samp(e.delta) FILTER (in_hour),
        stddev_samp(e.weight) FILTER (in_hour),
        count(DISTINCT e.who) FILTER (in_hour),
        count(DISTINCT e.delta),
        quantile_disc(e.delta, 0.9) FILTER (in_hour)::DOUBLE,
        sum(e.delta) FILTER (e.t >= (s.t - 3600000000) // 900000000 * 900000000),
        count(e.t),
        sum(e.delta),
        sum(e.delta) FILTER (in_hour_before_two),
        count(e.t) FILTER (e.t < s.t - 7200000000),
        max(e.weight) FILTER (e.t < s.t - 60000000)
      FROM spine s
      LEFT JOIN (SELECT *, true AS there FROM events) e ON e.k = s.k AND e.t < s.t
      CROSS JOIN LATERAL (SELECT coalesce(e.t >= s.t - 3600000000, false) AS in_hour,
        coalesce(e.t >= s.t - 10800000000 AND e.t < s.t - 7200000000, false) AS in_hour_before_two)
      GROUP BY s.row ORDER BY s.row
      """;

  private static final String LATEST =
      """
      SELECT s.row, CASE WHEN e.t >= s.t - 600000000 THEN e.delta END
      FROM spine s ASOF LEFT JOIN
        (SELECT k, t, last(delta ORDER BY seq) AS delta FROM events GROUP BY k, t) e
        ON s.k = e.k AND s.t >= e.t
      ORDER BY s.row
      """;

  private static final String TOP =
      """
      SELECT s.row, coalesce(list(who ORDER BY n DESC, who) FILTER (who IS NOT NULL), [])[1:2]
      FROM spine s LEFT JOIN
        (SELECT s.row, e.who, count(*) AS n FROM spine s JOIN events e
          ON e.k = s.k AND e.t < s.t AND e.t >= s.t - 3600000000 AND e.who IS NOT NULL
          GROUP BY ALL) USING (row)
      GROUP BY s.row ORDER BY s.row
      """;

  @TempDir Path folder;

  @Test
  void every_function_agrees_with_a_query_written_by_hand() throws Exception {
    long seed = Seed.first();
    Random random = new Random(seed);
    Definitions definitions = definitions();
    Deployment deployment = Case.deploy(definitions);
    List<Happening> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(i % 100 == 0 ? tombstone(random, i) : event(random, i));
    }
    TestHistory history = new TestHistory(folder);
    Case all = new Case(definitions, deployment, events);
    history.write(all.log(), all.records(), 1_000);
    StringBuilder spine = new StringBuilder("user,t,row\n");
    for (int i = 0; i < ROWS; i++) {
      spine.append("u%d,%s,%d%n".formatted(random.nextInt(21), Micros.format(time(random)), i));
    }
    Path out = folder.resolve("out.parquet");
    try (HistoryTables tables = history.tables();
        TestDuck duck = new TestDuck()) {
      List<String> references =
          definitions.views().getFirst().features().stream().map(f -> "v:" + f.name()).toList();
      new TrainingSets(tables, "test")
          .export(
              new ExportRequest(
                  deployment,
                  Choice.features(references),
                  SpineSource.Files.of(Files.writeString(folder.resolve("spine.csv"), spine)),
                  out,
                  ExportOptions.DEFAULT.withTimestampColumn("t")),
              ExportProgress.NONE);
      load(duck, events);
      compare(duck, out, "row::BIGINT, * EXCLUDE (user, t, row, top_two, latest)", WINDOWS, seed);
      compare(duck, out, "row::BIGINT, top_two", TOP, seed);
      compare(duck, out, "row::BIGINT, latest", LATEST, seed);
    }
  }

  private void load(TestDuck duck, List<Happening> events) throws Exception {
    StringBuilder csv = new StringBuilder("k,t,seq,deletes,delta,weight,flag,who\n");
    for (Happening e : events) {
      csv.append("%s,%d,%d,".formatted(e.key().getFirst(), e.time(), e.order()));
      if (e.isTombstone()) {
        csv.append("true,,,,\n");
        continue;
      }
      csv.append("false,");
      csv.append(text(e.value(0))).append(',').append(text(e.value(1))).append(',');
      csv.append(text(e.value(3))).append(',').append(text(e.value(4))).append('\n');
    }
    Path file = Files.writeString(folder.resolve("events.csv"), csv);
    duck.execute("CREATE TABLE log AS FROM read_csv('%s', header = true)".formatted(file));
    duck.execute(
        "CREATE TABLE events AS FROM log e WHERE NOT deletes AND NOT EXISTS"
            + " (FROM log d WHERE d.deletes AND d.k = e.k AND (d.seq > e.seq OR d.t > e.t))");
    duck.execute(
        ("CREATE TABLE spine AS SELECT row, user AS k, epoch_us(t::TIMESTAMPTZ) AS t"
                + " FROM read_csv('%s', header = true)")
            .formatted(folder.resolve("spine.csv")));
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private static void compare(TestDuck duck, Path out, String columns, String query, long seed)
      throws Exception {
    List<List<Object>> ours = duck.rows("SELECT %s FROM '%s' ORDER BY 1".formatted(columns, out));
    List<List<Object>> theirs = duck.rows(query);
    assertThat(ours).hasSize(ROWS).hasSameSizeAs(theirs);
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < theirs.get(row).size(); i++) {
        String what = "column " + i + " of row " + row + ": " + Seed.repeat(seed);
        Object actual = ours.get(row).get(i);
        Object expected = theirs.get(row).get(i);
        if (actual instanceof Double left && expected instanceof Double right) {
          // DuckDB's sums depend on the order of the events; ours are exact.
          assertThat(left).as(what).isCloseTo(right, org.assertj.core.data.Offset.offset(1e-9));
        } else {
          assertThat(String.valueOf(actual)).as(what).isEqualTo(String.valueOf(expected));
        }
      }
    }
  }

  private static long time(Random random) {
    return START + random.nextInt(6 * 3600) * 1_000_000L;
  }

  /** In the first half of the log of some keys, later of one; with times in the first hour. */
  private static Happening tombstone(Random random, int order) {
    String key = "u" + (order < EVENTS / 2 ? random.nextInt(DELETED) : DELETED);
    return Happening.tombstone(List.of(key), START + random.nextInt(3600) * 1_000_000L, order);
  }

  private static Happening event(Random random, int order) {
    return new Happening(
        List.of("u" + random.nextInt(20)),
        time(random),
        null,
        order,
        Arrays.asList(
            random.nextInt(10) == 0 ? null : random.nextLong(1000) - 500,
            random.nextInt(10) == 0 ? null : random.nextInt(1000) / 8.0,
            1,
            random.nextInt(5) == 0 ? null : random.nextBoolean(),
            random.nextInt(5) == 0 ? null : "w" + random.nextInt(9),
            Instant.EPOCH,
            List.of(),
            1f,
            new byte[0]));
  }

  private static Definitions definitions() {
    Entity user = new Entity("user", List.of(Case.column("user", "STRING")), Meta.NONE);
    Source source =
        new Source(
            "edits",
            "edits.in",
            new Source.TimeColumn("time", TimeFormat.iso8601()),
            Optional.empty(),
            Duration.ZERO,
            Case.COLUMNS,
            List.of(),
            Meta.NONE);
    Optional<Duration> hour = Optional.of(Duration.ofHours(1));
    List<FeatureDefinition> features =
        List.of(
            window("events_1h", Function.COUNT, "", 0, hour, ""),
            window("flagged_1h", Function.COUNT, "delta", 0, hour, "flag"),
            window("sum_1h", Function.SUM, "delta", 0, hour, ""),
            window("weight_1h", Function.SUM, "weight", 0, hour, ""),
            window("mean_1h", Function.MEAN, "delta", 0, hour, ""),
            window("min_1h", Function.MIN, "delta", 0, hour, ""),
            window("max_1h", Function.MAX, "weight", 0, hour, ""),
            window("last_three", Function.LAST_N, "who", 3, hour, ""),
            window("first_three", Function.FIRST_N, "who", 3, hour, ""),
            window("first_who", Function.FIRST, "who", 0, hour, ""),
            window("last_delta", Function.LAST, "delta", 0, hour, ""),
            window("variance_1h", Function.VARIANCE, "delta", 0, hour, ""),
            window("stddev_1h", Function.STDDEV, "weight", 0, hour, ""),
            window("people_1h", Function.COUNT_DISTINCT, "who", 0, hour, ""),
            window("deltas_ever", Function.APPROX_COUNT_DISTINCT, "delta", 0, Optional.empty(), ""),
            parameters("p90_1h", Function.APPROX_PERCENTILE, 0.9, Optional.empty()),
            parameters("sum_by_15m", Function.SUM, 0, Optional.of(Duration.ofMinutes(15))),
            window("events_ever", Function.COUNT, "", 0, Optional.empty(), ""),
            window("sum_ever", Function.SUM, "delta", 0, Optional.empty(), ""),
            back(2 * 60, window("sum_1h_before_2h", Function.SUM, "delta", 0, hour, "")),
            back(2 * 60, window("events_before_2h", Function.COUNT, "", 0, Optional.empty(), "")),
            back(1, window("max_before_1m", Function.MAX, "weight", 0, Optional.empty(), "")),
            window("top_two", Function.TOP_K, "who", 2, hour, ""),
            new FeatureDefinition.Latest(
                "latest", Case.COLUMNS.getFirst().type(), "delta", Meta.NONE));
    FeatureView view =
        new FeatureView(
            "v", "user", "edits", Optional.empty(), Duration.ofMinutes(10), features, Meta.NONE);
    return new Definitions(List.of(user), List.of(source), List.of(view), List.of(), List.of());
  }

  private static FeatureDefinition.Window window(
      String name, Function function, String of, int n, Optional<Duration> length, String where) {
    return new FeatureDefinition.Window(
        name,
        function,
        Optional.of(of).filter(text -> !text.isEmpty()),
        n,
        length,
        Duration.ZERO,
        Optional.of(where).filter(text -> !text.isEmpty()),
        Meta.NONE);
  }

  private static FeatureDefinition parameters(
      String name, Function function, double percentile, Optional<Duration> resolution) {
    return new FeatureDefinition.Window(
        name,
        function,
        Optional.of("delta"),
        0,
        percentile,
        Optional.of(Duration.ofHours(1)),
        Duration.ZERO,
        resolution,
        Optional.empty(),
        Meta.NONE);
  }

  private static FeatureDefinition back(int minutes, FeatureDefinition.Window of) {
    return new FeatureDefinition.Window(
        of.name(),
        of.aggregate(),
        of.of(),
        of.n(),
        of.window(),
        Duration.ofMinutes(minutes),
        of.where(),
        of.meta());
  }
}
