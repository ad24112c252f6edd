package dev.tidemark.cli.e2e;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.broker.EmbeddedBroker;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.offline.duckdb.RowFiles;
import dev.tidemark.registry.yaml.FeatureRepository;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What lookups were answered, from the answer to a training set. */
@ExtendWith(SharedCluster.class)
class ServingLogTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOGGED =
      """
      ---
      kind: OnDemandFeatureView
      name: basket
      inputs: [orders_of_customer]
      request: [{name: cart, type: DOUBLE}]
      features: [{name: total, type: DOUBLE, expression: cart + orders_of_customer.spent}]
      ---
      kind: FeatureService
      name: basket_v1
      log: {sample: 1}
      features:
        - {view: orders_of_customer, keys: {customer: buyer}}
        - {view: basket, keys: {customer: buyer}}
      """;
  private static final String LOOKUP =
      """
      {"feature_service": "basket_v1", "entities": {"buyer": [7, 99, null]},
       "request_context": {"cart": [1, 2, 3]}%s}\
      """;

  private static final String CUSTOMER_7 =
      "{\"feature_service\": \"basket_v1\", \"entities\": {\"customer\": [7]}}";

  private static final String DROPPED =
      "tidemark_serving_log_rows_total{outcome=\"dropped\",service=\"basket_v1\"}";

  @TempDir Path folder;

  /** The line of metrics that says how many rows of basket_v1 are in the serving log. */
  static String sent(int rows) {
    return "tidemark_serving_log_rows_total{outcome=\"sent\",service=\"basket_v1\"} " + rows + ".0";
  }

  static void awaitMetric(Node node, String line) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(60);
    String metrics = new Http(node.http()).get("/metrics").body();
    while (!metrics.contains(line)) {
      assertThat(Instant.now()).as(line + " in " + metrics).isBefore(end);
      Thread.sleep(100);
      metrics = new Http(node.http()).get("/metrics").body();
    }
  }

  private List<JsonNode> export(String file, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("export", "--from-served", "basket_v1"));
    words.addAll(List.of("--out", folder.resolve(file).toString()));
    words.addAll(List.of(more));
    TestCommand.done(folder, words.toArray(String[]::new));
    return rows(file);
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private List<JsonNode> rows(String file) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    RowFiles.forEachJson(folder.resolve(file), List.of(), row -> rows.add(parse(row)));
    return rows;
  }

  @Test
  void what_was_served_is_a_training_set(Cluster cluster) throws Exception {
    TestRepository.on(cluster, folder, "served")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("served") + LOGGED);
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      assertThat(TestCommand.done(folder, "apply", "--yes").out())
          .contains(
              "serving log tidemark.served.served.basket_v1 is created if it is missing, and its"
                  + " table served__log__basket_v1");
      Instant hour = Instant.now().minus(1, ChronoUnit.HOURS);
      order(cluster, "served", "tea", hour);
      TestCommand.done(folder, "status", "--wait");

      Instant before = Instant.now();
      Http.Answer first = new Http(node.http()).lookup(LOOKUP.formatted(""));
      assertThat(first.status()).isEqualTo(200);
      overGrpc(node);
      new Http(node.http()).lookup(LOOKUP.formatted(", \"as_of\": \"2999-01-01T00:00:00Z\""));
      new Http(node.http())
          .lookup(
              "{\"features\": [\"orders_of_customer:orders\"], \"entities\": {\"customer\": [7]}}");
      assertThat(new Http(node.http()).lookup("{\"feature_service\": \"basket_v1\"}").status())
          .isEqualTo(422);
      awaitMetric(node, sent(4));
      order(cluster, "served", "mug", Instant.now());

      List<JsonNode> served = export("served.parquet", "--statuses");
      assertThat(served).hasSize(4);
      for (int row = 0; row < 3; row++) {
        for (String feature :
            List.of("last_item", "orders_1h", "spent", "orders", "items", "total")) {
          assertThat(served.get(row).path(feature))
              .as(feature + " of " + row)
              .isEqualTo(first.values(feature).get(row));
          assertThat(served.get(row).path(feature + "__status"))
              .isEqualTo(first.of(feature).path("statuses").get(row));
        }
      }
      assertThat(served)
          .extracting(row -> row.path("buyer").asText())
          .containsExactly("7", "99", "null", "7");
      assertThat(served)
          .extracting(row -> row.path("cart").asDouble())
          .containsExactly(1., 2., 3., 4.);
      assertThat(served.getLast().path("total").asDouble()).isEqualTo(4 + 2.5);
      Instant time = Instant.parse(served.getFirst().path("event_timestamp").asText());
      assertThat(time).isBetween(before.minusMillis(1), Instant.now());

      assertThat(export("none.parquet", "--to", before.toString())).isEmpty();
      assertThat(
              export(
                  "all.parquet",
                  "--from",
                  before.minusMillis(1).toString(),
                  "--timestamp-column",
                  "t"))
          .hasSize(4);
      assertThat(export("full.parquet", "--full-feature-names").getFirst().has("basket__total"))
          .isTrue();
      TestCommand.done(
          folder,
          "export",
          "--reproduce",
          folder.resolve("served.parquet.manifest.json").toString(),
          "--out",
          folder.resolve("again.parquet").toString());
      assertThat(folder.resolve("again.parquet"))
          .hasSameBinaryContentAs(folder.resolve("served.parquet"));
    }
  }

  @Test
  void a_label_says_what_happened_after_it_was_served(Cluster cluster) throws Exception {
    TestRepository.on(cluster, folder, "happened")
        .write(
            "shop.yaml",
            Shop.DEFINITIONS
                .replace("checkout_v1", "basket_v1\nlog: {sample: 1}")
                .formatted("happened"));
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      new Http(node.http())
          .lookup("{\"feature_service\": \"basket_v1\", \"entities\": {\"customer\": [7, 8]}}");
      awaitMetric(node, sent(2));
      Instant served =
          Instant.parse(export("first.parquet").getFirst().path("event_timestamp").asText());
      // Before that time nobody knows what will have happened until then
      Thread.sleep(Duration.between(Instant.now(), served.plusMillis(1_500)).plusMillis(1));
      order(cluster, "happened", "tea", served.plusMillis(500));
      order(cluster, "happened", "mug", served.plusMillis(1_500));

      List<JsonNode> labelled =
          export("labelled.parquet", "--label-from", "orders_of_customer:orders@1s");
      assertThat(labelled)
          .extracting(row -> row.path("orders") + " then " + row.path("label__orders"))
          .containsExactly("0 then 1", "0 then 0");
    }
  }

  @Test
  void the_table_follows_the_definitions(Cluster cluster) throws Exception {
    String service = "---\nkind: FeatureService\nname: basket_v1\nlog: {sample: 1}\nfeatures: ";
    TestRepository repository =
        TestRepository.on(cluster, folder, "evolving")
            .write(
                "shop.yaml",
                Shop.DEFINITIONS.formatted("evolving")
                    + service
                    + "[{view: orders_of_customer, features: [orders]}]\n");
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      Http http = new Http(node.http());
      assertThat(http.lookup(CUSTOMER_7).status()).isEqualTo(200);
      awaitMetric(node, sent(1));
      repository.write(
          "shop.yaml",
          Shop.DEFINITIONS.formatted("evolving")
              + service
              + "[{view: orders_of_customer, features: [spent, orders]}]\n");
      assertThat(TestCommand.done(folder, "apply", "--yes").out())
          .contains("job history served__log__basket_v1 restarts");
      TestCommand.done(folder, "status", "--wait");
      assertThat(http.lookup(CUSTOMER_7).status()).isEqualTo(200);
      awaitMetric(node, sent(2));
      assertThat(export("evolved.parquet", "--statuses"))
          .extracting(row -> row.path("orders__status") + " " + row.path("spent__status"))
          .containsExactly("\"NOT_FOUND\" null", "\"NOT_FOUND\" \"NOT_FOUND\"");

      repository.write(
          "shop.yaml",
          Shop.DEFINITIONS.formatted("evolving")
              + service.replace("log: {sample: 1}\n", "")
              + "[orders_of_customer]\n");
      assertThat(TestCommand.done(folder, "apply", "--yes").out())
          .contains(
              "serving log tidemark.evolving.served.basket_v1 gets no more lookups; it and its table stay");
      TestCommand refused =
          TestCommand.run(
              folder, "export", "--from-served", "basket_v1", "--out", folder + "/none.csv");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .contains(
              "Cannot export what basket_v1 served: it is not logged; give the feature service"
                  + " basket_v1 log: {sample: 0.01}, for instance, and apply");
    }
  }

  @Test
  void a_broker_that_goes_away_does_not_hurt_lookups(@TempDir Path data) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    EmbeddedBroker broker = EmbeddedBroker.start(data, port);
    new TestRepository(folder)
        .write(
            "tidemark.yaml",
            """
            project: alone
            kafka: {bootstrap.servers: "localhost:%d"}
            http: {port: 0}
            grpc: {port: 0}
            flight: {port: 0}
            state: {partitions: 1}
            history: {commit_interval: 1s}
            """
                .formatted(port))
        .write(
            "shop.yaml",
            Shop.DEFINITIONS
                .replace("checkout_v1", "basket_v1\nlog: {sample: 1}")
                .formatted("alone"));
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      Http http = new Http(node.http());
      assertThat(http.lookup(CUSTOMER_7).status()).isEqualTo(200);
      awaitMetric(node, sent(1));
      broker.close();
      // More than may wait while the broker does not take them
      Random random = new Random(1);
      Instant end = Instant.now().plusSeconds(60);
      while (!http.get("/metrics").body().contains(DROPPED)) {
        assertThat(Instant.now()).isBefore(end);
        for (int lookups = 0; lookups < 20; lookups++) {
          String many = "7" + random.longs(999).mapToObj(key -> ", " + key).collect(joining());
          assertThat(http.lookup(CUSTOMER_7.replace("7", many)).status()).isEqualTo(200);
        }
      }
      broker = EmbeddedBroker.start(data, port);
      assertThat(http.lookup(CUSTOMER_7).status()).isEqualTo(200);
    } finally {
      broker.close();
    }
  }

  private static void order(Cluster cluster, String project, String item, Instant time)
      throws Exception {
    Shop.publish(
        cluster.bootstrapServers(),
        project + ".orders",
        List.of(Shop.order(7, item, 2.5, time.toString(), null)));
  }

  private static void overGrpc(Node node) {
    ManagedChannel channel = ManagedChannelBuilder.forTarget(node.grpc()).usePlaintext().build();
    var _ =
        ServingServiceGrpc.newBlockingStub(channel)
            .getOnlineFeatures(
                GetOnlineFeaturesRequest.newBuilder()
                    .setFeatureService("basket_v1")
                    .putEntities(
                        "buyer",
                        RepeatedValue.newBuilder()
                            .addVal(Value.newBuilder().setInt64Val(7))
                            .build())
                    .putRequestContext(
                        "cart",
                        RepeatedValue.newBuilder()
                            .addVal(Value.newBuilder().setDoubleVal(4))
                            .build())
                    .build());
    channel.shutdownNow();
  }
}
