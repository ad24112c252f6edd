package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import dev.tidemark.sdk.FeatureRow;
import dev.tidemark.sdk.FeatureRows;
import dev.tidemark.sdk.FeatureStatus;
import dev.tidemark.sdk.LookupRequest;
import dev.tidemark.sdk.TidemarkClient;
import dev.tidemark.sdk.TidemarkException;
import dev.tidemark.sdk.TidemarkException.Kind;
import dev.tidemark.sdk.training.TrainingSet;
import dev.tidemark.sdk.training.TrainingSetRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Java client against a node; the Java on its page is that of this file. */
@ExtendWith(SharedCluster.class)
class JavaSdkTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

  @TempDir static Path folder;
  private static Node node;
  private static TidemarkClient client;

  @BeforeAll
  static void start(Cluster cluster) {
    TestRepository.on(cluster, folder, "sdk").write("shop.yaml", Shop.DEFINITIONS.formatted("sdk"));
    node = Node.start(FeatureRepository.settings(folder)).announce();
    client = TidemarkClient.plaintext(node.grpc());
    assertThat(failure(() -> publish(client, NOW)))
        .hasMessage("Cannot push: nothing is deployed yet")
        .returns(Kind.UNAVAILABLE, TidemarkException::kind);
    TestCommand.done(folder, "apply", "--yes");
    TestCommand.done(folder, "status", "--wait");
  }

  @AfterAll
  static void stop() {
    client.close();
    node.close();
  }

  private static TidemarkException failure(ThrowingCallable call) {
    TidemarkException e = catchThrowableOfType(TidemarkException.class, call);
    assertThat(e).as("failure").isNotNull();
    return e;
  }

  private static String lookUp(String host) {
    try (TidemarkClient client = TidemarkClient.builder(host).plaintext().build()) {
      FeatureRow customer =
          client.lookup(LookupRequest.service("checkout_v1").row("customer", 7L).build()).get(0);
      long orders = customer.getLong("orders");
      double spent = customer.find("spent", Double.class).orElse(0.0);
      List<String> items = customer.getList("items", String.class);
      return orders + " orders, " + spent + " spent on " + items;
    }
  }

  private static CompletableFuture<FeatureRows> batch(TidemarkClient client, List<Long> customers) {
    LookupRequest request =
        LookupRequest.features("orders_of_customer:spent", "orders_of_customer:last_item")
            .column("customer", customers)
            .deadline(Duration.ofSeconds(10))
            .build();
    CompletableFuture<FeatureRows> answer = client.lookupAsync(request);
    return answer;
  }

  private static Map<Long, String> lastItems(FeatureRows rows) {
    Map<Long, String> lastItems = new HashMap<>();
    for (FeatureRow row : rows) {
      if (row.status("last_item") == FeatureStatus.PRESENT) {
        lastItems.put(row.getLong("customer"), row.getString("last_item"));
      }
    }
    return lastItems;
  }

  private static long publish(TidemarkClient client, Instant time) {
    long published =
        client.publish(
            "orders",
            List.of(
                Map.of("customer", 7L, "item", "tea", "price", 2.5, "time", time.minusSeconds(60)),
                Map.of("customer", 7L, "item", "mug", "price", 9.0, "time", time)));
    return published;
  }

  private static void publishOrKeep(
      TidemarkClient client, List<Map<String, Object>> events, List<Map<String, Object>> kept) {
    try {
      client.publish("orders", events);
    } catch (TidemarkException e) {
      switch (e.kind()) {
        case UNAVAILABLE, OVERLOADED, DEADLINE_EXCEEDED -> kept.addAll(events);
        default -> throw e;
      }
    }
  }

  private static List<String> cut(String host, String flight, Instant time) {
    List<String> rows = new ArrayList<>();
    try (TidemarkClient client = TidemarkClient.builder(host).flight(flight).plaintext().build();
        TrainingSet set =
            client.trainingSet(
                TrainingSetRequest.service("checkout_v1")
                    .rows(
                        List.of(
                            Map.of("customer", 7L, "event_timestamp", time),
                            Map.of("customer", 8L, "event_timestamp", time)))
                    .build())) {
      while (set.next()) {
        VectorSchemaRoot batch = set.batch();
        for (int row = 0; row < batch.getRowCount(); row++) {
          Object customer = batch.getVector("customer").getObject(row);
          Object orders = batch.getVector("orders").getObject(row);
          rows.add(customer + " had made " + orders + " orders");
        }
      }
    }
    return rows;
  }

  @Test
  void the_java_of_the_page_is_this_files() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/tidemark/cli/e2e/JavaSdkTest.java"))
            .replaceAll("\\s+", "");
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/how-to/java-sdk.md")));
    int blocks = 0;
    while (block.find()) {
      assertThat(source).contains(block.group(1).replaceAll("\\s+", ""));
      blocks++;
    }
    assertThat(blocks).isEqualTo(6);
  }

  @Test
  void what_was_published_is_looked_up_and_learned_from() throws Exception {
    assertThat(publish(client, NOW)).isEqualTo(2);
    // The node waits until that is in the history
    assertThat(cut(node.grpc(), node.flight(), NOW.plusSeconds(1)))
        .containsExactly("7 had made 2 orders", "8 had made 0 orders");
    assertThat(cut(node.grpc(), node.flight(), NOW.minusSeconds(30)))
        .containsExactly("7 had made 1 orders", "8 had made 0 orders");
    TestCommand.done(folder, "status", "--wait");

    assertThat(lookUp(node.grpc())).isEqualTo("2 orders, 11.5 spent on [mug, tea]");
    FeatureRows rows = batch(client, List.of(7L, 99L)).get();
    assertThat(lastItems(rows)).isEqualTo(Map.of(7L, "mug"));
    assertThat(rows.get(0).eventTime("last_item")).contains(NOW);
    assertThat(rows.get(1).status("last_item")).isEqualTo(FeatureStatus.NOT_FOUND);
    assertThat(failure(() -> rows.get(1).getDouble("spent")))
        .hasMessageContaining("row 1: it has no value, its status is NOT_FOUND")
        .returns(Kind.NO_VALUE, TidemarkException::kind);
    FeatureRows past =
        client.lookup(
            LookupRequest.features("orders_of_customer:spent")
                .row("customer", 7L)
                .asOf(Instant.parse("2020-01-01T00:00:00Z"))
                .fullFeatureNames()
                .build());
    assertThat(past.get(0).status("orders_of_customer__spent")).isEqualTo(FeatureStatus.INVALID);
    assertThat(past.reasons())
        .singleElement()
        .asString()
        .startsWith("Cannot answer orders_of_customer as of 2020-01-01T00:00:00Z");
  }

  @Test
  void many_rows_and_all_types_are_passed_on_in_their_order() throws Exception {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (long i = 0; i < 20_000; i++) {
      Map<String, Object> row = new HashMap<>();
      row.put("customer", i % 3 == 0 ? null : i);
      row.put("event_timestamp", NOW.plusNanos(1_000 * i));
      row.put("i", (int) i);
      row.put("text", "é" + i);
      row.put("number", i / 3.0);
      row.put("small", (float) i);
      row.put("flag", i % 2 == 0);
      row.put("raw", new byte[] {(byte) i});
      row.put("nothing", null);
      rows.add(row);
    }
    try (TidemarkClient own =
            TidemarkClient.builder(node.grpc()).flight(node.flight()).plaintext().build();
        TrainingSet set =
            own.trainingSet(
                TrainingSetRequest.features("orders_of_customer:spent")
                    .rows(rows)
                    .fullFeatureNames()
                    .build())) {
      assertThat(set.schema().getFields())
          .hasSize(10)
          .last()
          .asString()
          .isEqualTo("orders_of_customer__spent: FloatingPoint(DOUBLE)");
      int next = 0;
      while (set.next()) {
        VectorSchemaRoot batch = set.batch();
        for (int i = 0; i < batch.getRowCount(); i++, next++) {
          Map<String, Object> row = rows.get(next);
          for (String name :
              List.of("customer", "i", "number", "small", "flag", "raw", "nothing")) {
            assertThat(batch.getVector(name).getObject(i)).isEqualTo(row.get(name));
          }
          assertThat(batch.getVector("text").getObject(i)).hasToString((String) row.get("text"));
          assertThat(batch.getVector("event_timestamp").getObject(i))
              .isEqualTo(
                  ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) row.get("event_timestamp")));
        }
      }
      assertThat(next).isEqualTo(20_000);
    }
  }

  @Test
  void what_cannot_be_cut_is_told_in_the_nodes_words() {
    try (TidemarkClient own =
        TidemarkClient.builder(node.grpc()).flight(node.flight()).plaintext().build()) {
      assertThat(
              failure(() ->
                  own.trainingSet(
                      TrainingSetRequest.service("checkout")
                          .rows(List.of(Map.of("customer", 7L, "event_timestamp", NOW)))
                          .build())))
          .hasMessageStartingWith("Cannot find feature service checkout")
          .returns(Kind.INVALID_REQUEST, TidemarkException::kind);
      assertThat(
              failure(() ->
                  own.trainingSet(
                      TrainingSetRequest.service("checkout_v1")
                          .split("all", "customer")
                          .rows(List.of(Map.of("customer", 7L, "event_timestamp", NOW)))
                          .build())))
          .hasMessage(
              "Cannot split by all: expected different names with their shares, such as train:0.8,test:0.2")
          .returns(Kind.INVALID_REQUEST, TidemarkException::kind);
    }
  }

  @Test
  void a_key_never_seen_has_the_values_of_an_empty_window() {
    FeatureRow row =
        client.lookup(LookupRequest.service("checkout_v1").row("customer", 98L).build()).get(0);
    assertThat(row.status("orders")).isEqualTo(FeatureStatus.NOT_FOUND);
    assertThat(row.getLong("orders")).isZero();
    assertThat(row.getList("items", String.class)).isEmpty();
  }

  @Test
  void many_rows_come_back_in_their_order() throws Exception {
    List<Long> customers = LongStream.range(100, 25_101).boxed().toList();

    FeatureRows rows = batch(client, customers).get();
    assertThat(rows.stream().map(row -> row.getLong("customer"))).isEqualTo(customers);
  }

  @Test
  void one_bad_event_keeps_all_from_being_written() {
    int before = Records.in(node.bootstrapServers(), "sdk.orders").size();
    Map<String, Object> good = Map.of("customer", 9L, "price", 1.0, "time", Instant.EPOCH);
    Map<String, Object> bad = Map.of("customer", 9L, "price", "cheap", "time", Instant.EPOCH);

    assertThat(failure(() -> publishOrKeep(client, List.of(good, bad), List.of())))
        .hasMessage(
            "Cannot push row 1 to source orders: Cannot read field price as DOUBLE: found the text"
                + " \"cheap\"; nothing was written")
        .returns(Kind.INVALID_REQUEST, TidemarkException::kind);
    assertThat(failure(() -> client.publish("order", List.of(good))))
        .hasMessage("Cannot find push source order (did you mean orders?)")
        .returns(Kind.NOT_FOUND, TidemarkException::kind);
    assertThat(Records.in(node.bootstrapServers(), "sdk.orders")).hasSize(before);
  }

  @Test
  void refusals_of_lookups_are_the_nodes_own() {
    assertThat(
            failure(
                () -> client.lookup(LookupRequest.service("checkout").row("customer", 7L).build())))
        .hasMessageStartingWith("Cannot find feature service checkout")
        .returns(Kind.NOT_FOUND, TidemarkException::kind);
    assertThat(
            failure(() ->
                client.lookup(LookupRequest.service("checkout_v1").row("customer", "7").build())))
        .hasMessageStartingWith("Cannot read entities.customer, row 0: expected INT64, found ")
        .returns(Kind.INVALID_REQUEST, TidemarkException::kind);
  }
}
