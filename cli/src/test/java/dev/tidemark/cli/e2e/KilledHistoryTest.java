package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
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
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the process that writes history while records come in: at random moments, as
 * soon as it begins a file, and in the middle of merging. {@code -Dtidemark.kills=20} kills as
 * often.
 */
@ExtendWith(SharedCluster.class)
class KilledHistoryTest {
  private static final int KILLS = Integer.getInteger("tidemark.kills", 3);
  private static final int PARTITIONS = 4;
  private static final Instant START = Instant.parse("2026-01-15T00:00:00Z");

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  /** Of each record that was acknowledged: partition, offset, and the number that it bears. */
  private final Set<String> sent = new ConcurrentSkipListSet<>();

  /** Records of which the broker never said whether it has them. */
  private final Map<Long, Exception> doubtful = new ConcurrentHashMap<>();

  private Settings settings;
  private FeatureLog log;
  private volatile boolean sending = true;

  @Test
  void every_record_is_in_the_table_once_and_no_file_is_left_over(
      Cluster cluster, @TempDir Path folder) throws Exception {
    System.out.println("KilledHistoryTest: -Dtests.seed=" + seed);
    prepare(cluster, folder);
    Thread producer = Thread.ofVirtual().start(() -> send(cluster));
    int left = 0;
    int merging = 0;
    for (int round = 0; round < KILLS; round++) {
      HistoryProcess history = HistoryProcess.start(folder);
      await(history, round % 3);
      history.kill();
      left += orphans().size();
      if (history.said("Merging ") > history.said("Merged ")) {
        merging++;
      }
    }
    sending = false;
    producer.join();

    HistoryProcess history = HistoryProcess.start(folder);
    try (HistoryTables tables = new HistoryTables(settings.history(), settings.project())) {
      Map<Integer, Long> ends = ends();
      while (!tables.offsets(log).equals(ends)) {
        Thread.sleep(50);
      }
    }
    while (history.said("Looked after ") == 0) {
      Thread.sleep(50);
    }
    history.stop();

    System.out.printf(
        "KilledHistoryTest: %d kills, %d of them while merging, %d files left over in all, %d records, in doubt %s%n",
        KILLS, merging, left, sent.size(), doubtful);
    List<String> stored = stored();
    Set<String> distinct = new HashSet<>(stored);
    Set<String> lost = new TreeSet<>(sent);
    lost.removeAll(distinct);
    assertThat(lost).as("acknowledged, and not in the table").isEmpty();
    assertThat(stored).as("none twice").hasSameSizeAs(distinct);
    distinct.removeAll(sent);
    distinct.removeIf(line -> doubtful.containsKey(Long.valueOf(line.split(" ")[2])));
    assertThat(distinct).as("in the table, and never acknowledged").isEmpty();
    assertThat(orphans()).isEmpty();
  }

  private void prepare(Cluster cluster, Path folder) throws Exception {
    TestRepository.on(cluster, folder, "killhistory")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("killhistory"))
        .write(
            "tidemark.yaml",
            """
            project: killhistory
            kafka: {bootstrap.servers: "%s"}
            http: {port: 0}
            grpc: {port: 0}
            flight: {port: 0}
            state: {partitions: %d}
            history: {commit_interval: 200ms, compaction: {interval: 1s}}
            """
                .formatted(cluster.bootstrapServers(), PARTITIONS));
    TestCommand.done(folder, "apply", "--yes");
    settings = FeatureRepository.settings(folder);
    try (RegistryTopic registry = new RegistryTopic(settings.kafka(), settings.project())) {
      log = Compiler.compile(registry.current().orElseThrow()).logs().getFirst();
    }
    try (Admin admin = Admin.create(new HashMap<>(settings.kafka()))) {
      admin
          .createTopics(List.of(new NewTopic(log.topic(), PARTITIONS, (short) 1)))
          .values()
          .values()
          .forEach(topic -> topic.toCompletionStage().toCompletableFuture().join());
    }
  }

  /** Returns at the moment when the process is to die. */
  private void await(HistoryProcess history, int kind) throws Exception {
    Thread.sleep(random.nextInt(2_500));
    switch (kind) {
      case 0 -> {}
      case 1 -> {
        int files = files().size();
        while (files().size() <= files) {
          Thread.onSpinWait();
        }
      }
      default -> {
        long merges = history.said("Merging ");
        while (history.said("Merging ") == merges) {
          Thread.sleep(1);
        }
        Thread.sleep(random.nextInt(60));
      }
    }
  }

  /** About 4,000 a second, each with a number of its own. */
  private void send(Cluster cluster) {
    Random random = new Random(seed);
    KeyCodec keys = new KeyCodec(log.entity().keys());
    RowEncoder rows = new RowEncoder(log.plan().schema());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (long number = 0; sending; number++) {
        long mine = number;
        long time = Micros.of(START.plusSeconds(random.nextInt(80 * 86_400)));
        Object[] values =
            log.plan().schema().columns().stream()
                .map(column -> column.name().equals("price") ? (Object) (double) mine : "item")
                .toArray();
        byte[] row = rows.encode(time, Micros.NONE, values, new boolean[0]);
        byte[] key = keys.encode((long) random.nextInt(500));
        producer.send(
            new ProducerRecord<>(log.topic(), key, row),
            (at, failed) -> {
              if (failed == null) {
                sent.add(line(at.partition(), at.offset(), mine));
              } else {
                doubtful.put(mine, failed);
              }
            });
        if (number % 40 == 0) {
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
  private Map<Integer, Long> ends() throws Exception {
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

  private List<Path> files() throws Exception {
    Path folder = Path.of(settings.history().warehouse());
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  /** The data files that no snapshot names. */
  private Set<String> orphans() throws Exception {
    Set<String> orphans = new HashSet<>();
    files().forEach(file -> orphans.add(file.toString()));
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
