package dev.tidemark.bench;

import dev.tidemark.cli.broker.EmbeddedBroker;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.history.HistoryJobs;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TableWriter;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Rows a second into a history table: from encoded records of a feature log, in the process, to the
 * committed table; then the same with a broker in this process, from the log's first record to the
 * commit of its last.
 */
public final class HistoryWriter {
  private static final int ROWS = Integer.getInteger("rows", 10_000_000);
  private static final int KEYS = Integer.getInteger("keys", 100_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final int MADE = 1_000_000;
  private static final int PARTITIONS = 8;
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private static final String DEFINITIONS =
      """
      kind: Entity
      name: account
      keys: [{name: account, type: STRING}]
      ---
      kind: Source
      name: payments
      topic: payments
      format: JSON
      event_time: {column: time, format: EPOCH_MILLIS}
      columns:
        - {name: account, type: STRING}
        - {name: d0, type: DOUBLE}
        - {name: d1, type: DOUBLE}
        - {name: d2, type: DOUBLE}
        - {name: d3, type: DOUBLE}
        - {name: n0, type: INT64}
        - {name: n1, type: INT64}
        - {name: n2, type: INT32}
        - {name: s0, type: STRING}
        - {name: s1, type: STRING}
        - {name: b0, type: BOOL}
      ---
      kind: FeatureView
      name: payments_of_account
      entity: account
      source: payments
      where: b0
      features:
        - {name: last_d0, type: DOUBLE, from: d0}
        - {name: last_d1, type: DOUBLE, from: d1}
        - {name: last_d2, type: DOUBLE, from: d2}
        - {name: last_d3, type: DOUBLE, from: d3}
        - {name: last_n0, type: INT64, from: n0}
        - {name: last_n1, type: INT64, from: n1}
        - {name: last_n2, type: INT32, from: n2}
        - {name: last_s0, type: STRING, from: s0}
        - {name: last_s1, type: STRING, from: s1}
        - {name: last_b0, type: BOOL, from: b0}
      """;

  private final Path folder = Files.createTempDirectory("tidemark-bench-");
  private final Deployment deployment = deployment();
  private final FeatureLog log = deployment.logs().getFirst();
  private final List<byte[]> keys = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();

  private HistoryWriter() throws IOException {}

  /** Measures; {@code -Drows=N -Dkeys=N -Drounds=N -Dbroker=false}. */
  public static void main(String[] args) throws Exception {
    HistoryWriter measured = new HistoryWriter();
    measured.make();
    for (int round = 0; round < ROUNDS; round++) {
      System.out.printf("writer %,9.0f rows/s%n", measured.write(round));
    }
    if (!"false".equals(System.getProperty("broker"))) {
      System.out.printf("with the broker %,9.0f rows/s%n", measured.follow());
    }
    BenchNode.delete(measured.folder);
    System.exit(0);
  }

  private static Deployment deployment() throws IOException {
    Path repository = Files.createTempDirectory("tidemark-bench-repository-");
    Files.writeString(repository.resolve("tidemark.yaml"), "project: bench\n");
    Files.writeString(repository.resolve("features.yaml"), DEFINITIONS);
    Version.Origin origin =
        new Version.Origin("00", Optional.empty(), false, "benchmark", Instant.EPOCH);
    try {
      return Compiler.compile(
          Compiler.next(
              Optional.empty(),
              "bench",
              origin,
              PARTITIONS,
              FeatureRepository.read(repository).definitions()));
    } finally {
      BenchNode.delete(repository);
    }
  }

  /** A million records in the order of their event times, with a minute's jitter. */
  private void make() {
    Random random = new Random(1);
    RowSchema schema = log.plan().schema();
    RowEncoder rows = new RowEncoder(schema);
    KeyCodec codec = new KeyCodec(log.entity().keys());
    for (int i = 0; i < MADE; i++) {
      Object[] row = schema.columns().stream().map(column -> value(column, random)).toArray();
      Instant time = START.plusMillis(i * 1_000L + random.nextInt(60_000));
      keys.add(codec.encode("account-" + random.nextInt(KEYS)));
      boolean[] conditions = new boolean[schema.conditions().size()];
      values.add(rows.encode(Micros.of(time), Micros.NONE, row, conditions));
    }
  }

  private static Object value(Column column, Random random) {
    return switch (column.type().scalar()) {
      case DOUBLE -> random.nextInt(100_000) / 100.0;
      case INT64 -> (long) random.nextInt(1_000_000);
      case INT32 -> random.nextInt(1_000);
      case STRING -> "value-" + random.nextInt(1_000);
      case BOOL -> random.nextBoolean();
      case BYTES, FLOAT, TIMESTAMP -> throw new IllegalStateException("not in the definitions");
    };
  }

  private Settings.History settings(String name) {
    return new Settings.History(
        folder.resolve(name),
        "jdbc:sqlite:" + folder.resolve(name + ".db"),
        Duration.ofSeconds(10));
  }

  private double write(int round) throws IOException {
    try (Warehouse warehouse = new Warehouse(settings("writer" + round), "bench")) {
      TableWriter writer =
          TableWriter.open(warehouse, log, Settings.PartitionBy.MONTH, new TableUse());
      long start = System.nanoTime();
      for (int row = 0; row < ROWS; row++) {
        int made = row % MADE;
        int partition = made % PARTITIONS;
        writer.add(partition, row / PARTITIONS, 1_000_000L + row, keys.get(made), values.get(made));
        if (writer.full()) {
          writer.commit();
        }
      }
      writer.commit();
      return ROWS / ((System.nanoTime() - start) / 1e9);
    }
  }

  private double follow() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
      Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      fill(kafka);
      try (HistoryJobs jobs = new HistoryJobs(kafka, settings("jobs"), "bench", "node");
          HistoryTables tables = new HistoryTables(settings("jobs"), "bench")) {
        jobs.deploy(deployment);
        while (sum(tables) == 0) {
          Thread.sleep(20);
        }
        long before = sum(tables);
        long start = System.nanoTime();
        while (sum(tables) < ROWS) {
          Thread.sleep(200);
        }
        return (ROWS - before) / ((System.nanoTime() - start) / 1e9);
      }
    }
  }

  private long sum(HistoryTables tables) {
    return tables.offsets(log).values().stream().mapToLong(Long::longValue).sum();
  }

  private void fill(Map<String, String> kafka) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafka))) {
      admin.createTopics(List.of(new NewTopic(log.topic(), PARTITIONS, (short) 1))).all().get();
    }
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int row = 0; row < ROWS; row++) {
        var _ =
            producer.send(
                new ProducerRecord<>(log.topic(), keys.get(row % MADE), values.get(row % MADE)));
      }
    }
  }
}
