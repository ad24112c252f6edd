package dev.tidemark.bench;

import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.Choice;
import dev.tidemark.offline.ExportOptions;
import dev.tidemark.offline.ExportProgress;
import dev.tidemark.offline.ExportRequest;
import dev.tidemark.offline.SpineSource;
import dev.tidemark.offline.TrainingSets;
import dev.tidemark.offline.history.BenchHistory;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An export of latest features, and one of twelve window features, against SQL that one would write
 * by hand for DuckDB, over the same history files and the same spine, Parquet in and out.
 */
public final class TrainingSetJoin {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final String PROJECT = "bench";
  private static final List<String> WINDOWS = List.of("1h", "1d", "7d");
  private static final List<String> FUNCTIONS = List.of("count", "sum", "mean", "max");
  private static final long START = Micros.of(Instant.parse("2026-01-01T00:00:00Z"));
  private static final long DAYS = 30;
  private static final int VALUES = 10;
  private static final int KEYS = 100_000;

  private final Path folder;
  private final Settings.History settings;
  private final Deployment deployment;
  private final Path spine;

  private TrainingSetJoin(Path folder) throws IOException {
    this.folder = folder;
    this.spine = folder.resolve("spine.parquet");
    Files.writeString(folder.resolve("tidemark.yaml"), "project: " + PROJECT + "\n");
    Files.writeString(folder.resolve("definitions.yaml"), definitions());
    FeatureRepository repository = FeatureRepository.read(folder);
    settings = FeatureRepository.settings(folder).history();
    Version.Origin origin =
        new Version.Origin("bench", Optional.empty(), false, "bench", Instant.EPOCH);
    deployment =
        Compiler.compile(
            Compiler.next(Optional.empty(), PROJECT, origin, 2, repository.definitions()));
  }

  private static String definitions() {
    StringBuilder yaml =
        new StringBuilder(
            """
            kind: Entity
            name: account
            keys: [{name: account, type: INT64}]
            ---
            kind: Source
            name: payments
            topic: payments
            format: JSON
            event_time: {column: time, format: EPOCH_MILLIS}
            columns:
              - {name: account, type: INT64}
            """);
    for (int i = 0; i < VALUES; i++) {
      yaml.append("  - {name: v%d, type: DOUBLE}%n".formatted(i));
    }
    yaml.append(
        "---\nkind: FeatureView\nname: newest\nentity: account\nsource: payments\nfeatures:\n");
    for (int i = 0; i < VALUES; i++) {
      yaml.append("  - {name: f%1$d, type: DOUBLE, from: v%1$d}%n".formatted(i));
    }
    yaml.append(
        "---\nkind: FeatureView\nname: activity\nentity: account\nsource: payments\nfeatures:\n");
    for (String window : WINDOWS) {
      yaml.append(
          "  - {name: count_%1$s, aggregate: count, of: v0, window: %1$s}%n".formatted(window));
      for (String function : FUNCTIONS.subList(1, 4)) {
        yaml.append(
            "  - {name: %1$s_%2$s, aggregate: %1$s, of: v0, window: %2$s}%n"
                .formatted(function, window));
      }
    }
    return yaml.toString();
  }

  private FeatureLog log() {
    return deployment.logs().getFirst();
  }

  /** Events in the order of time, as a stream brings them. */
  private void writeHistory(int rows) throws IOException {
    long begun = System.nanoTime();
    KeyCodec keys = new KeyCodec(log().entity().keys());
    RowEncoder encoder = new RowEncoder(log().plan().schema());
    SplittableRandom random = new SplittableRandom(7);
    long step = Duration.ofDays(DAYS).toNanos() / 1000 / rows;
    Object[] values = new Object[log().plan().schema().columns().size()];
    try (BenchHistory history = new BenchHistory(settings, PROJECT, log())) {
      long[] offsets = new long[2];
      for (int i = 0; i < rows; i++) {
        long key = random.nextLong(KEYS);
        int partition = (int) (key & 1);
        Arrays.setAll(values, ignored -> Math.rint(random.nextDouble() * 100_000) / 100);
        long time = START + i * step / 1000 * 1000;
        byte[] row = encoder.encode(time, Micros.NONE, values, new boolean[0]);
        history.add(partition, offsets[partition]++, time + 1000, keys.encode(key), row);
      }
      history.commit();
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "history of %,d rows written in %.1f s (%,.0f rows/s)",
          rows,
          seconds,
          rows / seconds);
      begun = System.nanoTime();
      history.merge();
      System.out.printf(Locale.ROOT, ", merged in %.1f s%n", (System.nanoTime() - begun) / 1e9);
    }
  }

  private void writeSpine(Connection duck, int rows) throws SQLException {
    execute(
        duck,
        """
        COPY (SELECT range AS id, (hash(range) %% %d)::BIGINT AS account,
            make_timestamptz(%d + (hash(range + 1) %% %d)::BIGINT) AS event_timestamp,
            random() AS label FROM range(%d)) TO '%s' (FORMAT parquet)
        """
            .formatted(KEYS, START, Duration.ofDays(DAYS).toNanos() / 1000, rows, spine));
  }

  private List<String> references(boolean windows) {
    return windows
        ? WINDOWS.stream()
            .flatMap(window -> FUNCTIONS.stream().map(f -> "activity:" + f + "_" + window))
            .toList()
        : IntStream.range(0, VALUES).mapToObj(i -> "newest:f" + i).toList();
  }

  private void export(boolean windows, Path out) {
    try (HistoryTables tables = new HistoryTables(settings, PROJECT)) {
      new TrainingSets(tables, "bench")
          .export(
              new ExportRequest(
                  deployment,
                  Choice.features(references(windows)),
                  SpineSource.Files.of(spine),
                  out,
                  ExportOptions.DEFAULT),
              ExportProgress.NONE);
    }
  }

  private String files() {
    try (HistoryTables tables = new HistoryTables(settings, PROJECT)) {
      return tables.current(log()).files().stream()
          .map(file -> "'" + file + "'")
          .collect(Collectors.joining(", ", "read_parquet([", "])"));
    }
  }

  private String byHand(boolean windows, Path out) {
    String query =
        windows
            ? windowsByHand()
            : "SELECT s.*, %s FROM '%s' s ASOF LEFT JOIN %s h ON s.account = h.account AND s.event_timestamp >= h.event_time"
                .formatted(
                    IntStream.range(0, VALUES)
                        .mapToObj(i -> "h.v" + i)
                        .collect(Collectors.joining(", ")),
                    spine,
                    files());
    return "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd)".formatted(query, out);
  }

  private String windowsByHand() {
    String values =
        WINDOWS.stream()
            .map(w ->
                "count(v) OVER w%1$s AS count_%1$s, sum(v) OVER w%1$s AS sum_%1$s, avg(v) OVER w%1$s AS mean_%1$s, max(v) OVER w%1$s AS max_%1$s"
                    .formatted(w))
            .collect(Collectors.joining(", "));
    String windows =
        WINDOWS.stream()
            .map(w ->
                "w%s AS (PARTITION BY account ORDER BY t RANGE BETWEEN INTERVAL %s PRECEDING AND CURRENT ROW EXCLUDE GROUP)"
                    .formatted(w, w.replace("h", " HOUR").replace("d", " DAY")))
            .collect(Collectors.joining(", "));
    return """
    SELECT id, account, t AS event_timestamp, label, %s FROM (
        SELECT account, event_time AS t, v0 AS v, NULL AS id, NULL AS label FROM %s
        UNION ALL SELECT account, event_timestamp, NULL, id, label FROM '%s')
      WINDOW %s QUALIFY id IS NOT NULL
    """
        .formatted(values, files(), spine, windows);
  }

  private static Connection duck() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
    Connection duck = DriverManager.getConnection("jdbc:duckdb:", settings);
    execute(duck, "SET TimeZone = 'UTC'");
    return duck;
  }

  private static void execute(Connection duck, String sql) throws SQLException {
    try (Statement statement = duck.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What is measured. */
  private interface Work {
    void run() throws Exception;
  }

  private static double seconds(Work work) throws Exception {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  private static double processor() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private void compare(String what, boolean windows) throws Exception {
    double[] ours = new double[ROUNDS];
    double[] theirs = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    Path out = folder.resolve("ours.parquet");
    Path other = folder.resolve("theirs.parquet");
    double[] processors = new double[2];
    for (int i = 0; i < ROUNDS; i++) {
      double before = processor();
      ours[i] = seconds(() -> export(windows, out));
      double between = processor();
      theirs[i] =
          seconds(() -> {
            try (Connection duck = duck()) {
              execute(duck, byHand(windows, other));
            }
          });
      ratios[i] = ours[i] / theirs[i];
      processors[0] = between - before; // of the last round, when all is compiled
      processors[1] = processor() - between;
    }
    System.out.printf(
        Locale.ROOT,
        "%-8s ours first %.2f s, median %.2f s; by hand %.2f s; ratio %.2f (%.2f to %.2f); processor %.1f s, by hand %.1f s%n",
        what,
        ours[0],
        median(ours),
        median(theirs),
        median(ratios),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow(),
        processors[0],
        processors[1]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The most memory that this process has had resident, in MiB. */
  private static long mostResident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  /**
   * Measures.
   *
   * @param args {@code FOLDER [ROWS [SPINE_ROWS]]} makes what is missing and compares; {@code
   *     FOLDER latest|windows} only exports once, and tells how much memory that took
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    TrainingSetJoin bench = new TrainingSetJoin(folder);
    if (args.length > 1 && Character.isLetter(args[1].charAt(0))) {
      for (int i = 0; i < Integer.getInteger("rounds", 1); i++) {
        double before = processor();
        double seconds =
            seconds(() -> bench.export(args[1].equals("windows"), folder.resolve("once.parquet")));
        System.out.printf(
            Locale.ROOT,
            "%s: %.2f s, processor %.1f s, %,d MiB resident at most%n",
            args[1],
            seconds,
            processor() - before,
            mostResident());
      }
      return;
    }
    int rows = args.length > 1 ? Integer.parseInt(args[1]) : 10_000_000;
    if (Files.notExists(bench.spine)) {
      bench.writeHistory(rows);
      try (Connection duck = duck()) {
        bench.writeSpine(duck, args.length > 2 ? Integer.parseInt(args[2]) : 1_000_000);
      }
    }
    bench.compare("latest", false);
    bench.compare("windows", true);
  }
}
