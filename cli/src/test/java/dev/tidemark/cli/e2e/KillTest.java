package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9}, more than once, while events come in: none is lost, and none counts twice. */
class KillTest {
  private static final int CUSTOMERS = 50;
  private static final int EVENTS = 30_000;
  private static final int KILLS = 2;

  @Test
  void counts_are_exact_after_kills_in_the_middle_of_publishing(@TempDir Path folder)
      throws Exception {
    int port = freePort();
    TestRepository.embedded(folder, "kill")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("kill"))
        .write(
            "tidemark.yaml",
            """
            project: kill
            broker: {port: %d}
            http: {port: 0}
            state: {partitions: 4}
            history: {commit_interval: 300ms}
            """
                .formatted(port));
    long[] sent = new long[CUSTOMERS];
    DevProcess dev = DevProcess.start(folder);
    try {
      TestCommand.done(folder, "status", "--wait");
      try (var producer = producer(port)) {
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
        for (int round = 0; round <= KILLS; round++) {
          acknowledgements.addAll(publish(producer, sent, EVENTS / (KILLS + 1)));
          if (round < KILLS) {
            dev.kill();
            assertThat(RunningNode.on(folder.resolve(".tidemark"))).isEmpty();
            dev = DevProcess.start(folder);
          }
        }
        for (Future<RecordMetadata> acknowledgement : acknowledgements) {
          acknowledgement.get();
        }
      }
      TestCommand.done(folder, "status", "--wait");
      assertThat(onlineCounts(dev.http())).containsExactly(sent);
      assertThat(historyCounts(folder)).containsExactly(sent);
      assertThat(dev.stop()).isEqualTo(143);
      assertThat(Files.exists(folder.resolve(".tidemark/node.json"))).isFalse();
    } finally {
      dev.kill();
    }
  }

  /** About a second of events, so that a kill finds all jobs at work. */
  private static List<Future<RecordMetadata>> publish(
      KafkaProducer<String, String> producer, long[] sent, int count) throws InterruptedException {
    Random random = new Random(42);
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int customer = random.nextInt(CUSTOMERS);
      sent[customer]++;
      String order = Shop.order(customer, "tea", 1, "2026-01-01T00:00:00Z", null);
      acknowledgements.add(
          producer.send(new ProducerRecord<>("kill.orders", Integer.toString(customer), order)));
      if (i % 100 == 0) {
        Thread.sleep(10);
      }
    }
    return acknowledgements;
  }

  private static KafkaProducer<String, String> producer(int port) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", "localhost:" + port, "acks", "all", "linger.ms", "5"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static long[] onlineCounts(String http) {
    String customers =
        IntStream.range(0, CUSTOMERS).mapToObj(Integer::toString).collect(Collectors.joining(","));
    JsonNode counts =
        new Http(http)
            .lookup(
                """
                {"features": ["orders_of_customer:orders"], "entities": {"customer": [%s]}}\
                """
                    .formatted(customers))
            .values("orders");
    return IntStream.range(0, CUSTOMERS).mapToLong(i -> counts.get(i).asLong()).toArray();
  }

  private static long[] historyCounts(Path folder) throws IOException {
    List<String> spine = new ArrayList<>(List.of("customer,event_timestamp"));
    IntStream.range(0, CUSTOMERS).forEach(i -> spine.add(i + ",2026-01-02T00:00:00Z"));
    Files.write(folder.resolve("spine.csv"), spine);
    TestCommand.done(
        folder,
        "export",
        "--features",
        "orders_of_customer:orders",
        "--spine",
        folder + "/spine.csv",
        "--out",
        folder + "/out.csv");
    return Files.readAllLines(folder.resolve("out.csv")).stream()
        .skip(1)
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(',') + 1)))
        .toArray();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
