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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * An export of latest features, and one of twelve window features, against SQL that one would write
 * by hand for DuckDB, over the same history files and the same spine, Parquet in and out.
 */
public final class TrainingSetJoin {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final String PROJECT = "bench";
  private static final List<String> WINDOWS = List.of("1h", "1d", "7d");
  private static final List<String> FUNCTIONS = List.of("count", "sum", "mean", "max");
  private final Path folder;
  private final Settings.History settings;
  private final Deployment deployment;
  private final Path spine;
  private final JoinData data;

  private TrainingSetJoin(Path folder, JoinData data) throws IOException {
    this.folder = folder;
    this.data = data;
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

  private String definitions() {
    StringBuilder yaml =
        new StringBuilder(
            """
            kind: Entity
            name: %1$s
            keys: [{name: %1$s, type: %2$s}]
            ---
            kind: Source
            name: events
            topic: events
            format: JSON
            event_time: {column: time, format: EPOCH_MILLIS}
            columns:
              - {name: %1$s, type: %2$s}
            """
                .formatted(data.key(), data.keyType()));
    for (String column : data.columns()) {
      yaml.append("  - {name: %s, type: %s}%n".formatted(column, data.columnType()));
    }
    String view = "---%nkind: FeatureView%nname: %s%nentity: %s%nsource: events%nfeatures:%n";
    yaml.append(view.formatted("newest", data.key()));
    for (String column : data.columns()) {
      yaml.append(
          "  - {name: last_%1$s, type: %2$s, from: %1$s}%n".formatted(column, data.columnType()));
    }
    yaml.append(view.formatted("activity", data.key()));
    for (String window : WINDOWS) {
      for (String function : FUNCTIONS) {
        yaml.append(
            "  - {name: %1$s_%2$s, aggregate: %1$s, of: %3$s, window: %2$s}%n"
                .formatted(function, window, data.columns().getFirst()));
      }
    }
    return yaml.toString();
  }

  private FeatureLog log() {
    return deployment.logs().getFirst();
  }

  /** As a stream brings them, and merged as far as it happens in the background. */
  private void writeHistory() throws Exception {
    KeyCodec keys = new KeyCodec(log().entity().keys());
    RowEncoder encoder = new RowEncoder(log().plan().schema());
    try (BenchHistory history = new BenchHistory(settings, PROJECT, log())) {
      long[] offsets = new long[2];
      long begun = System.nanoTime();
      data.events((key, time, values) -> {
        int partition = key.hashCode() & 1;
        byte[] row = encoder.encode(time, Micros.NONE, values, new boolean[0]);
        history.add(partition, offsets[partition]++, time + 1000, keys.encode(key), row);
      });
      history.commit();
      double seconds = (System.nanoTime() - begun) / 1e9;
      long rows = offsets[0] + offsets[1];
      System.out.printf(
          Locale.ROOT,
          "history of %,d rows made and written in %.1f s (%,.0f rows/s)",
          rows,
          seconds,
          rows / seconds);
      begun = System.nanoTime();
      history.merge();
      System.out.printf(Locale.ROOT, ", merged in %.1f s%n", (System.nanoTime() - begun) / 1e9);
    }
  }

  private List<String> references(boolean windows) {
    return windows
        ? WINDOWS.stream()
            .flatMap(window -> FUNCTIONS.stream().map(f -> "activity:" + f + "_" + window))
            .toList()
        : data.columns().stream().map(column -> "newest:last_" + column).toList();
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
                  new ExportOptions(
                      ExportOptions.TIMESTAMP_COLUMN,
                      false,
                      Boolean.getBoolean("arrival"),
                      List.of(),
                      Optional.empty(),
                      List.of(),
                      Long.getLong("memory", ExportOptions.MEMORY))),
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
    return "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
        .formatted(windows ? windowsByHand() : latestByHand(), out);
  }

  private String latestByHand() {
    return "SELECT s.*, %s FROM '%s' s ASOF LEFT JOIN %s h ON s.%4$s = h.%4$s AND s.event_timestamp >= h.event_time"
        .formatted(
            data.columns().stream().map(c -> "h." + c).collect(Collectors.joining(", ")),
            spine,
            files(),
            data.key());
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
                "w%s AS (PARTITION BY k ORDER BY t RANGE BETWEEN INTERVAL %s PRECEDING AND CURRENT ROW EXCLUDE GROUP)"
                    .formatted(w, w.replace("h", " HOUR").replace("d", " DAY")))
            .collect(Collectors.joining(", "));
    return """
    SELECT id, k, t AS event_timestamp, label, %s FROM (
        SELECT %s AS k, event_time AS t, %s AS v, NULL AS id, NULL AS label FROM %s
        UNION ALL SELECT %2$s, event_timestamp, NULL, id, label FROM '%5$s')
      WINDOW %6$s QUALIFY id IS NOT NULL
    """
        .formatted(values, data.key(), data.columns().getFirst(), files(), spine, windows);
  }

  private static Connection duck() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
    Connection duck = DriverManager.getConnection("jdbc:duckdb:", settings);
    JoinData.execute(duck, "SET TimeZone = 'UTC'");
    return duck;
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
              JoinData.execute(duck, byHand(windows, other));
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
    if (windows) {
      check(out, other);
    }
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
   * Whether ours has the values of the query by hand: to nine digits, for its sums are not exact.
   */
  private void check(Path ours, Path theirs) throws SQLException {
    try (Connection duck = duck();
        Statement statement = duck.createStatement();
        ResultSet columns = statement.executeQuery("DESCRIBE FROM '%s'".formatted(ours))) {
      List<String> differ = new ArrayList<>();
      while (columns.next()) {
        String name = columns.getString(1);
        if (FUNCTIONS.stream().anyMatch(function -> name.startsWith(function + "_"))) {
          differ.add(
              "count(*) FILTER (o.%1$s IS DISTINCT FROM t.%1$s AND NOT coalesce(abs(o.%1$s - t.%1$s) <= 1e-9 * greatest(1, abs(t.%1$s)), false))"
                  .formatted(name));
        }
      }
      String sql =
          "SELECT %s, count(*) FROM '%s' o JOIN '%s' t USING (id)"
              .formatted(String.join(" + ", differ), ours, theirs);
      try (Statement query = duck.createStatement();
          ResultSet row = query.executeQuery(sql)) {
        row.next();
        System.out.printf(
            "         %,d values differ in %,d rows%n", row.getLong(1), row.getLong(2));
      }
    }
  }

  /**
   * Measures.
   *
   * @param args {@code FOLDER generated|FLIGHTS.parquet} makes what is missing in the folder and
   *     compares; {@code FOLDER generated|FLIGHTS.parquet latest|windows} only exports, and tells
   *     how much memory that took; {@code … write} only makes what is missing
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    try (Connection duck = duck()) {
      JoinData data =
          args[1].equals("generated")
              ? new JoinData.Generated(
                  Integer.getInteger("rows", 10_000_000), Integer.getInteger("spine", 1_000_000))
              : new JoinData.Flights(duck, Path.of(args[1]));
      TrainingSetJoin bench = new TrainingSetJoin(folder, data);
      boolean write = args.length > 2 && args[2].equals("write");
      if (args.length > 2 && !write) {
        bench.exportOnly(args[2].equals("windows"));
        return;
      }
      if (Files.notExists(bench.spine)) {
        bench.writeHistory();
        JoinData.execute(
            duck, "COPY (%s) TO '%s' (FORMAT parquet)".formatted(data.spine(), bench.spine));
      }
      if (write) {
        return;
      }
      bench.compare("latest", false);
      bench.compare("windows", true);
    }
  }

  private void exportOnly(boolean windows) throws Exception {
    for (int i = 0; i < Integer.getInteger("rounds", 1); i++) {
      double before = processor();
      double seconds = seconds(() -> export(windows, folder.resolve("once.parquet")));
      System.out.printf(
          Locale.ROOT,
          "%.2f s, processor %.1f s, %,d MiB resident at most%n",
          seconds,
          processor() - before,
          mostResident());
    }
  }
}
