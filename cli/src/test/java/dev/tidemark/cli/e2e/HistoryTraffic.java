package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.history.HistoryJobs;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.catalog.LocalFiles;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.kafka.ProjectTopics;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.iceberg.DataOperations;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A feature log to which records are written while its history is: what the broker acknowledged is
 * compared with what the table holds.
 */
final class HistoryTraffic {
  static final int PARTITIONS = 4;
  static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Instant START = Instant.parse("2026-01-15T00:00:00Z");

  /** Of each record that was acknowledged: partition, offset, and the number that it bears. */
  private final Set<String> sent = new ConcurrentSkipListSet<>();

  /** Records of which the broker never said whether it has them. */
  private final Map<Long, Exception> doubtful = new ConcurrentHashMap<>();

  private final Settings settings;
  private final Deployment deployment;
  private final FeatureLog log;
  private volatile boolean sending = true;

  private HistoryTraffic(Settings settings, Deployment deployment) {
    this.settings = settings;
    this.deployment = deployment;
    log = deployment.logs().getFirst();
  }

  /** A project of its own whose log is empty. */
  static HistoryTraffic on(Cluster cluster, Path folder, String project) throws Exception {
    TestRepository.on(cluster, folder, project)
        .write("shop.yaml", Shop.DEFINITIONS.formatted(project))
        .write(
            "tidemark.yaml",
            """
            project: %s
            kafka: {bootstrap.servers: "%s"}
            http: {port: 0}
            grpc: {port: 0}
            flight: {port: 0}
            state: {partitions: %d}
            history: {commit_interval: %dms, compaction: {interval: 1s}}
            """
                .formatted(
                    project, cluster.bootstrapServers(), PARTITIONS, COMMIT_INTERVAL.toMillis()));
    TestCommand.done(folder, "apply", "--yes");
    Settings settings = FeatureRepository.settings(folder);
    Deployment deployment;
    try (RegistryTopic registry = new RegistryTopic(settings.kafka(), settings.project())) {
      deployment = Compiler.compile(registry.current().orElseThrow());
    }
    try (Admin admin = Admin.create(new HashMap<>(settings.kafka()))) {
      ProjectTopics.ensure(admin, settings.kafka(), deployment);
    }
    return new HistoryTraffic(settings, deployment);
  }

  /** Writes the history, as the node of that name does. */
  HistoryJobs jobs(String node) {
    HistoryJobs jobs =
        new HistoryJobs(settings.kafka(), settings.history(), settings.project(), node);
    jobs.deploy(deployment);
    return jobs;
  }

  FeatureLog log() {
    return log;
  }

  /** Ends {@link #send}. */
  void end() {
    sending = false;
  }

  /** Waits until the table says that it holds the whole log. */
  void awaitWritten() throws Exception {
    Map<Integer, Long> ends = ends();
    long deadline = System.nanoTime() + LONGEST.toNanos();
    try (HistoryTables tables = new HistoryTables(settings.history(), settings.project())) {
      for (var held = tables.offsets(log); !held.equals(ends); held = tables.offsets(log)) {
        assertThat(System.nanoTime()).as("%s of %s", held, ends).isLessThan(deadline);
        Thread.sleep(50);
      }
    }
  }

  /** Each record that was acknowledged is in the table once, and none that was not. */
  void check() throws Exception {
    List<String> stored = stored();
    Set<String> distinct = new HashSet<>(stored);
    Set<String> lost = new TreeSet<>(sent);
    lost.removeAll(distinct);
    assertThat(lost).as("acknowledged, and not in the table").isEmpty();
    assertThat(stored).as("none twice").hasSameSizeAs(distinct);
    distinct.removeAll(sent);
    distinct.removeIf(line -> doubtful.containsKey(Long.valueOf(line.split(" ")[2])));
    assertThat(distinct).as("in the table, and never acknowledged").isEmpty();
  }

  @Override
  public String toString() {
    return "%d records, in doubt %s".formatted(sent.size(), doubtful);
  }

  /** A record of the log. */
  @SuppressWarnings("ArrayRecordComponent")
  record Row(byte[] key, byte[] value) {}

  /** A random one that bears a number. */
  Row row(Random random, long number) {
    long time = Micros.of(START.plusSeconds(random.nextInt(80 * 86_400)));
    Object[] values =
        log.plan().schema().columns().stream()
            .map(column -> column.name().equals("price") ? (Object) (double) number : "item")
            .toArray();
    byte[] row =
        new RowEncoder(log.plan().schema()).encode(time, Micros.NONE, values, new boolean[0]);
    return new Row(new KeyCodec(log.entity().keys()).encode((long) random.nextInt(500)), row);
  }

  /** So many hundred a second at most, each with a number of its own. */
  void send(long seed, int hundreds) {
    Random random = new Random(seed);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", settings.kafka().get("bootstrap.servers"), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (long number = 0; sending; number++) {
        long mine = number;
        Row row = row(random, mine);
        producer.send(
            new ProducerRecord<>(log.topic(), row.key, row.value),
            (at, failed) -> {
              if (failed == null) {
                sent.add(line(at.partition(), at.offset(), mine));
              } else {
                doubtful.put(mine, failed);
              }
            });
        if (number % hundreds == 0) {
          Thread.sleep(10);
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String line(int partition, long offset, long number) {
    return "%d %09d %d".formatted(partition, offset, number);
  }

  /** The ends of the log, as the broker has them. */
  Map<Integer, Long> ends() throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      asked.put(new TopicPartition(log.topic(), partition), OffsetSpec.latest());
    }
    Map<Integer, Long> ends = new HashMap<>();
    try (Admin admin = Admin.create(new HashMap<>(settings.kafka()))) {
      admin
          .listOffsets(asked)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    }
    return ends;
  }

  private List<String> stored() throws Exception {
    List<String> files;
    try (HistoryTables tables = new HistoryTables(settings.history(), settings.project())) {
      files = tables.current(log).files().stream().map(file -> "'" + file + "'").toList();
    }
    List<String> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT log_partition, log_offset, price FROM read_parquet(%s) ORDER BY 1, 2"
                    .formatted(files))) {
      while (result.next()) {
        rows.add(line(result.getInt(1), result.getLong(2), (long) result.getDouble(3)));
      }
    }
    return rows;
  }

  /** Its data files. */
  List<String> files() {
    List<String> files = new ArrayList<>();
    new LocalFiles()
        .listPrefix(settings.history().warehouse())
        .forEach(file -> files.add(file.location()));
    files.removeIf(file -> !file.endsWith(".parquet"));
    return files;
  }

  /** When records were committed, in milliseconds since the epoch. */
  List<Long> commits() {
    List<Long> commits = new ArrayList<>();
    try (Warehouse warehouse = new Warehouse(settings.history(), settings.project())) {
      warehouse
          .find(log.table())
          .ifPresent(table ->
              table
                  .snapshots()
                  .forEach(snapshot -> {
                    if (snapshot.operation().equals(DataOperations.APPEND)) {
                      commits.add(snapshot.timestampMillis());
                    }
                  }));
    }
    return commits;
  }

  /** The data files that no snapshot names. */
  Set<String> orphans() {
    Set<String> orphans = new HashSet<>(files());
    try (Warehouse warehouse = new Warehouse(settings.history(), settings.project())) {
      warehouse
          .find(log.table())
          .ifPresent(table ->
              table
                  .snapshots()
                  .forEach(snapshot ->
                      DataFiles.of(table, snapshot)
                          .forEach(file -> orphans.remove(file.location()))));
    }
    return orphans;
  }
}
