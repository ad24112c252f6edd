package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A record without a value takes its key out of lookups, training sets and backfills. */
@ExtendWith(SharedCluster.class)
class DeletedKeysTest {
  private static final String TOPIC = "deleted.orders";
  private static final String DEFINITIONS =
      """
      kind: Entity
      name: customer
      keys: [{name: customer, type: INT64}]
      ---
      kind: Source
      name: orders
      topic: deleted.orders
      event_time: {column: time, format: ISO_8601}
      history: {path: history.jsonl, format: JSONL}
      columns:
        - {name: customer, type: INT64, key: true}
        - {name: item, type: STRING}
      ---
      kind: FeatureView
      name: of_customer
      entity: customer
      source: orders
      features:
        - {name: item, type: STRING, from: item}
        - {name: orders, aggregate: count, window: lifetime}
      """;

  @TempDir Path folder;

  @Test
  void what_was_before_a_tombstone_is_gone_for_good(Cluster cluster) throws Exception {
    TestRepository repository =
        TestRepository.on(cluster, folder, "deleted").write("shop.yaml", DEFINITIONS);
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce();
        var producer = producer(cluster)) {
      TestCommand.done(folder, "apply", "--yes");
      order(producer, 7, "tea", "2026-01-01T10:00:00Z");
      order(producer, 7, "mug", "2026-01-01T11:00:00Z");
      order(producer, 8, "pen", "2026-01-01T11:00:00Z");
      assertThat(lookup(node)).isEqualTo("mug PRESENT 2, pen PRESENT 1");

      send(producer, 7, Instant.parse("2026-01-01T12:00:00Z"), null);
      assertThat(lookup(node)).isEqualTo("null NOT_FOUND 0, pen PRESENT 1");
      assertThat(export()).isEqualTo(",0 ,0 pen,1");

      order(producer, 7, "late", "2026-01-01T11:59:59Z");
      order(producer, 7, "cup", "2026-01-01T12:00:00Z");
      assertThat(lookup(node)).isEqualTo("cup PRESENT 1, pen PRESENT 1");

      repository.write(
          "history.jsonl",
          """
          {"customer": 7, "item": "old", "time": "2026-01-01T09:00:00Z"}
          {"customer": 8, "item": "old", "time": "2026-01-01T09:00:00Z"}
          """);
      TestCommand.done(folder, "backfill", "of_customer");
      assertThat(lookup(node)).isEqualTo("cup PRESENT 1, pen PRESENT 2");
      assertThat(export()).isEqualTo(",0 cup,1 pen,2");
    }
  }

  private static KafkaProducer<String, String> producer(Cluster cluster) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void order(
      KafkaProducer<String, String> producer, int customer, String item, String time)
      throws Exception {
    String order = "{\"item\":\"%s\",\"time\":\"%s\"}".formatted(item, time);
    send(producer, customer, Instant.now(), order);
  }

  private static void send(
      KafkaProducer<String, String> producer, int customer, Instant timestamp, String value)
      throws Exception {
    String key = Integer.toString(customer);
    producer.send(new ProducerRecord<>(TOPIC, null, timestamp.toEpochMilli(), key, value)).get();
  }

  /** The last item with its status, and the number of orders, of customers 7 and 8. */
  private String lookup(Node node) {
    TestCommand.done(folder, "status", "--wait");
    Http.Answer answer =
        new Http(node.http())
            .lookup(
                """
                {"features": ["of_customer:item", "of_customer:orders"],
                 "entities": {"customer": [7, 8]}}\
                """);
    return row(answer, 0) + ", " + row(answer, 1);
  }

  private static String row(Http.Answer answer, int row) {
    return "%s %s %s"
        .formatted(
            answer.values("item").get(row).asText(),
            answer.of("item").path("statuses").get(row).asText(),
            answer.values("orders").get(row).asText());
  }

  /** Their features: of 7 before and after the tombstone, of 8. */
  private String export() throws IOException {
    Path spine = folder.resolve("spine.csv");
    Path out = folder.resolve("out.csv");
    Files.writeString(
        spine,
        """
        customer,event_timestamp
        7,2026-01-01T11:30:00Z
        7,2026-01-01T13:00:00Z
        8,2026-01-01T13:00:00Z
        """);
    TestCommand.done(
        folder,
        "export",
        "--features",
        "of_customer:item,of_customer:orders",
        "--spine",
        spine.toString(),
        "--out",
        out.toString());
    return String.join(
        " ", Files.readAllLines(out).stream().skip(1).map(line -> line.split(",", 3)[2]).toList());
  }
}
