package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.offline.history.HistoryJobs;
import dev.tidemark.registry.job.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes write one table. {@code -Dtidemark.moves=50} moves partitions as often. */
@ExtendWith(SharedCluster.class)
class SharedHistoryTest {
  private static final int MOVES = Integer.getInteger("tidemark.moves", 5);
  private static final List<String> NODES = List.of("a", "b", "c");

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final List<@Nullable HistoryProcess> running = new ArrayList<>();
  private final List<HistoryProcess> all = new CopyOnWriteArrayList<>();

  @Test
  @Timeout(240)
  void writers_come_go_and_die_and_every_record_is_in_the_table_once(
      Cluster cluster, @TempDir Path folder) throws Exception {
    System.out.println("SharedHistoryTest: -Dtests.seed=" + seed);
    HistoryTraffic traffic = HistoryTraffic.on(cluster, folder, "sharehistory");
    Thread producer = Thread.ofVirtual().start(() -> traffic.send(seed, 10));
    try {
      NODES.forEach(node -> running.add(null));
      startAll(folder);
      int kills = 0;
      for (int move = 0; move < MOVES; move++) {
        Thread.sleep(random.nextInt(1_500));
        kills += move(folder, random.nextInt(NODES.size()));
      }
      startAll(folder);
      awaitShares();
      traffic.end();
      producer.join();
      traffic.awaitWritten();
      while (!traffic.orphans().isEmpty()) {
        Thread.sleep(100);
      }

      System.out.printf("SharedHistoryTest: %d moves, %d kills, %s%n", MOVES, kills, traffic);
      traffic.check();
    } finally {
      traffic.end();
      for (HistoryProcess process : all) {
        process.kill();
      }
    }
  }

  /** Those that are down. */
  private void startAll(Path folder) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> started = new ArrayList<>();
      for (int node = 0; node < NODES.size(); node++) {
        int index = node;
        if (running.get(node) == null) {
          started.add(
              threads.submit(() -> {
                running.set(index, start(folder, NODES.get(index)));
                return null;
              }));
        }
      }
      for (Future<?> start : started) {
        start.get();
      }
    }
  }

  /** Starts a node that is down; kills or stops one that is up. Returns how many were killed. */
  private int move(Path folder, int node) throws Exception {
    HistoryProcess up = running.get(node);
    if (up == null) {
      running.set(node, start(folder, NODES.get(node)));
      return 0;
    }
    running.set(node, null);
    if (random.nextInt(3) > 0) {
      up.kill();
      return 1;
    }
    up.stop();
    return 0;
  }

  private HistoryProcess start(Path folder, String node) throws Exception {
    HistoryProcess started = HistoryProcess.start(folder, node);
    all.add(started);
    return started;
  }

  /** Until each node has some of the partitions. */
  private void awaitShares() throws Exception {
    for (HistoryProcess process : running) {
      while (process != null && process.said("Writing [") == 0) {
        assertThat(process.process().isAlive()).isTrue();
        Thread.sleep(100);
      }
    }
  }

  /** Also of what stands behind the last record, where a transaction ends or was given up. */
  @Test
  @Timeout(120)
  void each_node_knows_how_far_the_others_are_and_takes_over_when_one_stops(
      Cluster cluster, @TempDir Path folder) throws Exception {
    HistoryTraffic traffic = HistoryTraffic.on(cluster, folder, "twohistory");
    try (HistoryJobs first = traffic.jobs("first")) {
      transaction(cluster, traffic, true);
      awaitReached(first, traffic);
      try (HistoryJobs second = traffic.jobs("second")) {
        for (int i = 0; i < 5; i++) {
          transaction(cluster, traffic, i != 4);
          Thread.sleep(300);
        }
        awaitReached(first, traffic);
        awaitReached(second, traffic);
      }
      transaction(cluster, traffic, false);
      long start = System.nanoTime();
      awaitReached(first, traffic);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("nobody waits for the session of a node that has left")
          .isLessThan(Duration.ofSeconds(8));
    }
  }

  private static void awaitReached(HistoryJobs jobs, HistoryTraffic traffic) throws Exception {
    Map<Integer, Long> ends = new TreeMap<>(traffic.ends());
    Job job =
        jobs.jobs().stream()
            .filter(of -> of.inputs().contains(traffic.log().topic()))
            .findFirst()
            .orElseThrow();
    Map<Integer, Long> reached;
    do {
      Thread.sleep(50);
      jobs.flush();
      reached = new TreeMap<>();
      for (var of : job.progress().entrySet()) {
        reached.put(of.getKey().partition(), of.getValue());
      }
    } while (!reached.equals(ends));
  }

  /** A record in each partition. */
  private static void transaction(Cluster cluster, HistoryTraffic traffic, boolean commits) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", cluster.bootstrapServers());
    settings.put("transactional.id", "twohistory");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int partition = 0; partition < HistoryTraffic.PARTITIONS; partition++) {
        HistoryTraffic.Row row = traffic.row(new Random(partition), partition);
        producer.send(
            new ProducerRecord<>(traffic.log().topic(), partition, row.key(), row.value()));
      }
      producer.flush();
      if (commits) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }
}
