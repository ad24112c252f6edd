package dev.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.node.NodeClient;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;

/**
 * Whether the state on disk stays as large as it is under a steady load: events of a fixed set of
 * keys come at random moments, some of them late, and windows forget them soon. RocksDB's files
 * grow until they are compacted, so the largest size of a quarter of the run stands for it.
 */
public final class Soak {
  private static final Duration RUN = Duration.ofMinutes(Integer.getInteger("minutes", 10));
  private static final int RATE = Integer.getInteger("rate", 2_000);
  private static final int ACCOUNTS = Integer.getInteger("accounts", 5_000);
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private static final long SAMPLE = Duration.ofSeconds(5).toNanos();
  private static final int SAMPLES_A_LINE = 3;
  private static final double MOST_GROWTH = 1.25;

  private static final String DEFINITIONS =
      """
      kind: Entity
      name: account
      keys: [{name: account, type: STRING}]
      ---
      kind: Source
      name: payments
      topic: payments
      event_time: {column: time, format: EPOCH_MILLIS}
      columns: [{name: account, type: STRING}, {name: amount, type: INT64}]
      ---
      kind: FeatureView
      name: activity
      entity: account
      source: payments
      features:
        - {name: last_amount, type: INT64, from: amount}
        - {name: count_10s, aggregate: count, window: 10s}
        - {name: sum_10s, aggregate: sum, of: amount, window: 10s}
        - {name: max_30s_before, aggregate: max, of: amount, window: 30s, offset: 30s}
        - {name: count_1m, aggregate: count, window: 1m, resolution: 10s}
        - {name: mean_1m_before, aggregate: mean, of: amount, window: 1m, resolution: 10s, offset: 10s}
      ---
      kind: FeatureView
      name: large_payments
      entity: account
      source: payments
      where: amount >= 900
      features:
        - {name: top_1m, aggregate: top_k, n: 3, of: amount, window: 1m}
        - {name: count_5m, aggregate: count, window: 5m, resolution: 1m}
      """;

  private final Random random = new Random(SEED);
  private final long[] largest = new long[4];
  private final BenchNode bench;
  private final Admin admin;
  private final NodeClient client;

  private Soak(BenchNode bench, Admin admin, NodeClient client) {
    this.bench = bench;
    this.admin = admin;
    this.client = client;
  }

  /** Measures; no arguments. */
  public static void main(String[] args) throws Exception {
    System.out.printf(
        "%,d events/s of %,d accounts for %d minutes, -Dseed=%d%n",
        RATE, ACCOUNTS, RUN.toMinutes(), SEED);
    boolean flat;
    try (BenchNode bench = BenchNode.of(DEFINITIONS);
        Admin admin = Admin.create(new HashMap<String, Object>(bench.node().kafka()));
        NodeClient client = new NodeClient(bench.node().running())) {
      Soak soak = new Soak(bench, admin, client);
      soak.run();
      flat = soak.judge();
    }
    System.exit(flat ? 0 : 1);
  }

  /** An open load: what was late to send does not hold up what follows. */
  private void run() throws IOException, InterruptedException, ExecutionException {
    System.out.println("  time       events   behind   state on disk   of it tables   changelog");
    long start = System.nanoTime();
    long due = 0;
    long sampled = 0;
    try (KafkaProducer<byte[], byte[]> producer = bench.producer()) {
      for (long events = 0; due < RUN.toNanos(); events++) {
        due += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / RATE);
        LockSupport.parkNanos(start + due - System.nanoTime());
        var _ = producer.send(payment());
        if (due / SAMPLE > sampled) {
          sampled++;
          sample(due, sampled % SAMPLES_A_LINE == 0, events);
        }
      }
    }
  }

  /** Some accounts are busy, and all of them have an event now and then. */
  private ProducerRecord<byte[], byte[]> payment() {
    int account = (int) (ACCOUNTS * Math.pow(random.nextDouble(), 3));
    long late =
        switch (random.nextInt(100)) {
          case 0 -> random.nextLong(300_000);
          case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> random.nextLong(20_000);
          default -> random.nextLong(100);
        };
    return WindowedLookups.payment(
        "account" + account, System.currentTimeMillis() - late, random.nextInt(1_000));
  }

  private void sample(long elapsed, boolean shown, long events)
      throws IOException, InterruptedException, ExecutionException {
    JsonNode status = client.status();
    long state = numbers(status.path("states"), "bytes").sum();
    int quarter = (int) Math.min(3, 4 * elapsed / RUN.toNanos());
    largest[quarter] = Math.max(largest[quarter], state);
    if (shown) {
      System.out.printf(
          "%4d s  %,11d  %,7d  %11.1f MB  %10.1f MB  %7.1f MB%n",
          Duration.ofNanos(elapsed).toSeconds(),
          events,
          numbers(status.path("jobs"), "lag").max().orElse(0),
          state / 1e6,
          tables() / 1e6,
          changelog() / 1e6);
    }
  }

  private static LongStream numbers(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToLong(each -> each.path(name).asLong());
  }

  private long tables() throws IOException {
    AtomicLong bytes = new AtomicLong();
    Files.walkFileTree(
        bench.folder().resolve("state").resolve("online"),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes.addAndGet(file.toString().endsWith(".sst") ? attributes.size() : 0);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes.get();
  }

  /** Of the broker's topic; when it is compacted is the broker's business. */
  private long changelog() throws InterruptedException, ExecutionException {
    Collection<Integer> brokers =
        admin.describeCluster().nodes().get().stream().map(Node::id).toList();
    return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
        .flatMap(folders -> folders.values().stream())
        .flatMap(folder -> folder.replicaInfos().entrySet().stream())
        .filter(replica -> replica.getKey().topic().endsWith("-changelog"))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }

  private boolean judge() {
    bench.awaitCaughtUp();
    double growth = (double) largest[3] / largest[1];
    System.out.printf(
        "largest in each quarter: %.1f, %.1f, %.1f, %.1f MB; last ÷ second %.2f%n",
        largest[0] / 1e6, largest[1] / 1e6, largest[2] / 1e6, largest[3] / 1e6, growth);
    if (growth > MOST_GROWTH) {
      System.out.printf("The state on disk grows: it may be %.2f times as large%n", MOST_GROWTH);
    }
    return growth <= MOST_GROWTH;
  }
}
