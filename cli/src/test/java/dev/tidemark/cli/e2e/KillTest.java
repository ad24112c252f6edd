package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments while events come in, broker and all: none is lost, and none
 * counts twice, in lookups and in training sets. {@code -Pchaos} kills 50 times.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("tidemark.chaos.kills", 3);
  private static final int CUSTOMERS = 50;
  private static final int MOST_EVENTS = 10_000;
  private static final Instant ASKED = Instant.parse("2026-01-08T00:00:00Z");

  private static final String DEFINITIONS =
      """
      kind: Entity
      name: customer
      keys: [{name: customer, type: INT64}]
      ---
      kind: Source
      name: orders
      topic: kill.orders
      format: JSON
      event_time: {column: time, format: ISO_8601}
      columns: [{name: customer, type: INT64}, {name: item, type: STRING}, {name: price, type: DOUBLE}]
      ---
      kind: FeatureView
      name: orders_of_customer
      entity: customer
      source: orders
      features:
        - {name: orders, aggregate: count, window: lifetime}
        - {name: spent, aggregate: sum, of: price, window: lifetime}
        - {name: orders_3d, aggregate: count, window: 3d}
        - {name: spent_3d, aggregate: sum, of: price, window: 3d}
        - {name: spent_3d_by_hours, aggregate: sum, of: price, window: 3d, resolution: 1h}
      """;

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final double[][] expected = new double[CUSTOMERS][5];

  @Test
  void counts_and_sums_are_exact_after_kills_at_random_moments(@TempDir Path folder)
      throws Exception {
    System.out.println("KillTest: -Dtests.seed=" + seed);
    int port = freePort();
    TestRepository.embedded(folder, "kill")
        .write("shop.yaml", DEFINITIONS)
        .write(
            "tidemark.yaml",
            """
            project: kill
            broker: {port: %d}
            http: {port: 0}
            grpc: {port: 0}
            flight: {port: 0}
            state: {partitions: 4}
            history: {commit_interval: 300ms}
            """
                .formatted(port));
    DevProcess dev = DevProcess.start(folder);
    try {
      TestCommand.done(folder, "status", "--wait");
      try (var producer = producer(port)) {
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
        for (int round = 0; round < KILLS; round++) {
          acknowledgements.addAll(publish(producer, random.nextInt(MOST_EVENTS)));
          dev.kill();
          assertThat(RunningNode.on(folder.resolve(".tidemark"))).isEmpty();
          dev = DevProcess.start(folder);
        }
        acknowledgements.addAll(publish(producer, MOST_EVENTS));
        for (Future<RecordMetadata> acknowledgement : acknowledgements) {
          acknowledgement.get();
        }
      }
      TestCommand.done(folder, "status", "--wait");
      assertThat(online(dev.http())).isDeepEqualTo(expected);
      assertThat(history(folder)).isDeepEqualTo(expected);
      assertThat(dev.stop()).isEqualTo(143);
      assertThat(Files.exists(folder.resolve(".tidemark/node.json"))).isFalse();
    } finally {
      dev.kill();
    }
  }

  /** Some events at the pace of about 10,000 a second. */
  private List<Future<RecordMetadata>> publish(KafkaProducer<String, String> producer, int count)
      throws InterruptedException {
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int customer = random.nextInt(CUSTOMERS);
      int price = random.nextInt(1_000);
      Instant time = ASKED.minusMillis(1 + random.nextLong(Duration.ofDays(7).toMillis()));
      expect(customer, price, time);
      String order = Shop.order(customer, "tea", price, time.toString(), null);
      acknowledgements.add(
          producer.send(new ProducerRecord<>("kill.orders", Integer.toString(customer), order)));
      if (i % 100 == 0) {
        Thread.sleep(10);
      }
    }
    return acknowledgements;
  }

  private void expect(int customer, int price, Instant time) {
    double[] of = expected[customer];
    of[0]++;
    of[1] += price;
    if (!time.isBefore(ASKED.minus(Duration.ofDays(3)))) {
      of[2]++;
      of[3] += price;
      of[4] += price;
    }
  }

  private static KafkaProducer<String, String> producer(int port) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", "localhost:" + port, "acks", "all", "linger.ms", "5"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static double[][] online(String http) {
    String customers =
        IntStream.range(0, CUSTOMERS).mapToObj(Integer::toString).collect(Collectors.joining(","));
    JsonNode results =
        new Http(http)
            .lookup(
                """
                {"features": ["orders_of_customer:orders", "orders_of_customer:spent",
                  "orders_of_customer:orders_3d", "orders_of_customer:spent_3d",
                  "orders_of_customer:spent_3d_by_hours"],
                 "entities": {"customer": [%s]}, "as_of": "%s"}\
                """
                    .formatted(customers, ASKED))
            .json()
            .path("results");
    double[][] values = new double[CUSTOMERS][5];
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      for (int feature = 0; feature < 5; feature++) {
        // The first result is the entity's column
        values[customer][feature] =
            results.path(feature + 1).path("values").path(customer).asDouble(-1);
      }
    }
    return values;
  }

  private static double[][] history(Path folder) throws IOException {
    List<String> spine = new ArrayList<>(List.of("customer,event_timestamp"));
    IntStream.range(0, CUSTOMERS).forEach(i -> spine.add(i + "," + ASKED));
    Files.write(folder.resolve("spine.csv"), spine);
    TestCommand.done(
        folder,
        "export",
        "--features",
        Stream.of("orders", "spent", "orders_3d", "spent_3d", "spent_3d_by_hours")
            .map(feature -> "orders_of_customer:" + feature)
            .collect(Collectors.joining(",")),
        "--spine",
        folder + "/spine.csv",
        "--out",
        folder + "/out.csv");
    return Files.readAllLines(folder.resolve("out.csv")).stream()
        .skip(1)
        .map(line ->
            Arrays.stream(line.split(",", -1)).skip(2).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
