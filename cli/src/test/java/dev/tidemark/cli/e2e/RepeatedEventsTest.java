package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
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

/** A source with an id counts each event once, however often it comes and whoever is killed. */
class RepeatedEventsTest {
  private static final int EVENTS = 9_000;
  private static final int CUSTOMERS = 50;
  private static final int KILLS = 2;

  private static final String DEFINITIONS =
      """
      kind: Entity
      name: customer
      keys: [{name: customer, type: INT64}]
      ---
      kind: Source
      name: orders
      topic: repeated.orders
      id: id
      event_time: {column: time, format: ISO_8601}
      columns: [{name: customer, type: INT64}]
      ---
      kind: FeatureView
      name: of_customer
      entity: customer
      source: orders
      features:
        - {name: orders, aggregate: count, window: lifetime}
      """;

  private final Random random = new Random(42);
  private final long[] sent = new long[CUSTOMERS];
  private int ids;

  @Test
  void events_that_come_again_are_dropped_also_after_kills(@TempDir Path folder) throws Exception {
    int port = freePort();
    TestRepository.embedded(folder, "repeated")
        .write("shop.yaml", DEFINITIONS)
        .write(
            "tidemark.yaml",
            """
            project: repeated
            broker: {port: %d}
            http: {port: 0}
            grpc: {port: 0}
            flight: {port: 0}
            state: {partitions: 4}
            """
                .formatted(port));
    DevProcess dev = DevProcess.start(folder);
    try {
      TestCommand.done(folder, "status", "--wait");
      try (var producer = producer(port)) {
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
        for (int round = 0; round <= KILLS; round++) {
          acknowledgements.addAll(publish(producer));
          if (round < KILLS) {
            dev.kill();
            dev = DevProcess.start(folder);
          }
        }
        for (Future<RecordMetadata> acknowledgement : acknowledgements) {
          acknowledgement.get();
        }
      }
      TestCommand.done(folder, "status", "--wait");
      assertThat(counts(dev.http())).containsExactly(sent);
      assertThat(dev.stop()).isEqualTo(143);
    } finally {
      dev.kill();
    }
  }

  /** New events, and again some of those that came before. */
  private List<Future<RecordMetadata>> publish(KafkaProducer<String, String> producer)
      throws InterruptedException {
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
    for (int i = 0; i < EVENTS / (KILLS + 1); i++) {
      sent[ids % CUSTOMERS]++;
      acknowledgements.add(send(producer, ids++));
      if (random.nextInt(3) == 0) {
        acknowledgements.add(send(producer, random.nextInt(ids)));
      }
      if (i % 100 == 0) {
        Thread.sleep(10);
      }
    }
    return acknowledgements;
  }

  private static Future<RecordMetadata> send(KafkaProducer<String, String> producer, int id) {
    int customer = id % CUSTOMERS;
    String order =
        "{\"id\":%d,\"customer\":%d,\"time\":\"2026-01-01T00:00:00Z\"}".formatted(id, customer);
    // Without a key, so that the two of an id come through different partitions
    return producer.send(new ProducerRecord<>("repeated.orders", order));
  }

  private static KafkaProducer<String, String> producer(int port) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", "localhost:" + port, "acks", "all", "linger.ms", "5"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static long[] counts(String http) {
    String customers =
        IntStream.range(0, CUSTOMERS).mapToObj(Integer::toString).collect(Collectors.joining(","));
    JsonNode counts =
        new Http(http)
            .lookup(
                """
                {"features": ["of_customer:orders"], "entities": {"customer": [%s]}}\
                """
                    .formatted(customers))
            .values("orders");
    return IntStream.range(0, CUSTOMERS).mapToLong(i -> counts.get(i).asLong()).toArray();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
