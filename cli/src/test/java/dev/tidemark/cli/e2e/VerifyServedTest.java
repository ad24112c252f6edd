package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.time.Micros;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.ServedLog;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What was served against what should have been. */
@ExtendWith(SharedCluster.class)
class VerifyServedTest {
  private static final String PROJECT = "skewed";
  private static final String DEFINITIONS =
      """
      kind: Entity
      name: customer
      keys: [{name: customer, type: INT64}]
      ---
      kind: Source
      name: orders
      topic: skewed.orders
      event_time: {column: time, format: ISO_8601}
      columns:
        - {name: customer, type: INT64, key: true}
        - {name: item, type: STRING}
        - {name: price, type: DOUBLE}
      ---
      kind: FeatureView
      name: of_customer
      entity: customer
      source: orders
      ttl: 1h
      features:
        - {name: item, type: STRING, from: item}
        - {name: recent, aggregate: count, window: 1h}
        - {name: spent, aggregate: sum, of: price, window: lifetime}
        - {name: items, aggregate: last_n, n: 3, of: item, window: lifetime}
      ---
      kind: OnDemandFeatureView
      name: basket
      inputs: [of_customer]
      request: [{name: cart, type: DOUBLE}]
      features: [{name: total, type: DOUBLE, expression: cart + of_customer.spent}]
      ---
      kind: FeatureService
      name: basket_v1
      log: {sample: 1}
      features:
        - of_customer
        - basket
        - {view: of_customer, as: before, features: [recent], keys: {customer: previous}}
      """;
  private static final int MORE_THAN_ARE_TRIED = 2_500;
  private static final String LOOKUP =
      """
      {"feature_service": "basket_v1", "full_feature_names": true,
       "entities": {"customer": [7, 8, 99, null], "previous": [8, 7, 7, 7]},
       "request_context": {"cart": [1, 2, 3, 4]}}\
      """;

  @TempDir Path folder;

  @Test
  void what_was_served_is_what_should_have_been(Cluster cluster) throws Exception {
    TestRepository repository =
        TestRepository.on(cluster, folder, PROJECT).write("shop.yaml", DEFINITIONS);
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce();
        var producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
      TestCommand.done(folder, "apply", "--yes");
      order(producer, 7, "old", Instant.now().minusSeconds(7_200));
      order(producer, 8, "half", Instant.now().minusSeconds(1_800));
      TestCommand.done(folder, "status", "--wait");
      Http http = new Http(node.http());
      for (int i = 0; i < 40; i++) {
        order(producer, 7 + i % 2, "item" + i, Instant.now().plusMillis(i % 5 == 0 ? 300 : -20));
        lookUp(http);
        Thread.sleep(50);
      }
      TestCommand.done(folder, "status", "--wait");
      lookUp(http);
      repository.write("shop.yaml", DEFINITIONS.replace("window: 1h}", "window: 10m}"));
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      lookUp(http);
      // Recomputed from the whole history, there would be nothing of it any more
      producer.send(new ProducerRecord<>("skewed.orders", "8", null)).get();
      TestCommand.done(folder, "status", "--wait");
      lookUp(http);
      ServingLogTest.awaitMetric(node, ServingLogTest.sent(4 * 43));

      TestCommand verify = TestCommand.run(folder, "verify", "--served", "--json");
      assertThat(verify.exitCode()).as(verify.toString()).isZero();
      JsonNode report = new ObjectMapper().readTree(verify.out()).path("services").get(0);
      assertThat(report.path("rows").asInt()).as(verify.out()).isEqualTo(4 * 43);
      assertThat(report.path("features")).hasSize(6);
      for (JsonNode feature : report.path("features")) {
        assertThat(feature.path("compared").asInt()).as(feature.toString()).isEqualTo(4 * 43);
        assertThat(feature.path("equal").asInt()).as(feature.toString()).isGreaterThan(4 * 43 / 2);
        assertThat(
                feature.path("nulls").path("both").asInt()
                    + feature.path("nulls").path("neither").asInt())
            .as(feature.toString())
            .isPositive();
      }

      serveWrongly(cluster, node);
      TestCommand.done(folder, "status", "--wait");
      TestCommand wrong = TestCommand.run(folder, "verify", "--served", "--service", "basket_v1");
      assertThat(wrong.exitCode()).as(wrong.toString()).isEqualTo(1);
      assertThat(wrong.out())
          .contains(
              "of_customer:spent differs for customer=7, previous=8, cart=1.0 at ",
              "  served:  -1.0",
              "row 0 of request made-up, by version 2")
          .containsPattern("of_customer:spent +173 +\\d+ +1 ")
          .containsPattern("basket_v1: 1,038 values of 173 rows compared in .* s: 6 differ");

      Instant before = Instant.now();
      for (int i = 0; i < MORE_THAN_ARE_TRIED; i++) {
        producer.send(new ProducerRecord<>("skewed.orders", "7", orderOf("many", before)));
      }
      serveWrongly(cluster, node);
      TestCommand.done(folder, "status", "--wait");
      assertThat(TestCommand.run(folder, "verify", "--served", "--from", before.toString()).out())
          .contains("1 differ; 5 changed too often about their T to be judged");
      assertThat(
              TestCommand.run(
                      folder,
                      "verify",
                      "--served",
                      "--to",
                      Instant.now().minusSeconds(3_600).toString())
                  .out())
          .contains("0 values of 0 rows");
    }
  }

  private static void lookUp(Http http) {
    assertThat(http.lookup(LOOKUP).status()).isEqualTo(200);
  }

  private static void order(
      KafkaProducer<String, String> producer, int customer, String item, Instant time)
      throws Exception {
    producer
        .send(
            new ProducerRecord<>("skewed.orders", Integer.toString(customer), orderOf(item, time)))
        .get();
  }

  private static String orderOf(String item, Instant time) {
    return "{\"item\":\"%s\",\"price\":2.5,\"time\":\"%s\"}".formatted(item, time);
  }

  /** Puts an answer into the log that no lookup gave. */
  private static void serveWrongly(Cluster cluster, Node node) throws Exception {
    ServedLog log;
    try (RegistryTopic registry = new RegistryTopic(node.kafka(), PROJECT)) {
      log = Compiler.compile(registry.current().orElseThrow()).servedLogs().get("basket_v1");
    }
    Object[] values =
        log.schema().columns().stream()
            .map(column ->
                switch (column.name()) {
                  case "customer" -> 7L;
                  case "previous" -> 8L;
                  case "cart" -> 1.0;
                  case "of_customer__spent" -> -1.0;
                  default -> column.name().endsWith(ServedLog.STATUS) ? "PRESENT" : null;
                })
            .toArray();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  log.topic(),
                  new KeyCodec(log.keys()).encode("made-up", 0, log.version()),
                  new RowEncoder(log.schema())
                      .encode(Micros.of(Instant.now()), Micros.NONE, values, new boolean[0])))
          .get();
    }
  }

  @Test
  void what_cannot_be_verified_is_told(Cluster cluster) {
    TestRepository.on(cluster, folder, "unlogged")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("unlogged"));
    try (Node _ = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      assertThat(TestCommand.run(folder, "verify", "--served").err())
          .contains("Cannot verify what was served: no feature service is logged");
      assertThat(TestCommand.run(folder, "verify", "--served", "--service", "checkout_v1").err())
          .contains("Cannot verify what checkout_v1 served: it is not logged");
      assertThat(TestCommand.run(folder, "verify", "--served", "--seed", "1").err())
          .contains(
              "Cannot verify --served with --seed: it looks at all features of all rows, once");
      assertThat(TestCommand.run(folder, "verify", "--from", "2026-01-01").err())
          .contains("Cannot verify: --from and --to belong to --served");
    }
  }
}
