package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.e2e.Http.Answer;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Events that are pushed over HTTP, on their way to lookups. */
@ExtendWith(SharedCluster.class)
class PushTest {
  private static final String TOPIC = "push.orders";
  private static final String EPOCH =
      """
      ---
      kind: Source
      name: visits
      topic: push.visits
      event_time: {column: at, format: EPOCH_MILLIS}
      columns: [{name: customer, type: INT64}]
      ---
      kind: FeatureView
      name: visits_of_customer
      entity: customer
      source: visits
      features: [{name: visits, aggregate: count, window: lifetime}]
      ---
      kind: FeatureView
      name: items_of_customer
      entity: customer
      source: orders
      features: [{name: last_items, aggregate: last_n, n: 3, of: item, window: lifetime}]
      ---
      kind: Source
      name: calls
      topic: push.calls
      format: AVRO
      schema: {file: call.avsc}
      event_time: {column: at, format: ISO_8601}
      columns: [{name: customer, type: INT64}, {name: seconds, type: INT32}]
      ---
      kind: FeatureView
      name: calls_of_customer
      entity: customer
      source: calls
      features: [{name: seconds, aggregate: sum, of: seconds, window: lifetime}]
      ---
      kind: Source
      name: unused
      topic: push.unused
      event_time: {column: at, format: EPOCH_MILLIS}
      columns: [{name: customer, type: INT64}]
      """;

  @TempDir static Path folder;
  private static Node node;
  private static Http http;

  @BeforeAll
  static void start(Cluster cluster) {
    TestRepository.on(cluster, folder, "push")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("push") + EPOCH)
        .write(
            "call.avsc",
            """
            {"type": "record", "name": "Call", "fields": [
              {"name": "customer", "type": "long"}, {"name": "seconds", "type": "int"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
            """);
    node = Node.start(FeatureRepository.settings(folder)).announce();
    http = new Http(node.http());
    TestCommand.done(folder, "apply", "--yes");
    TestCommand.done(folder, "status", "--wait");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String lookup(String feature, long customer) {
    TestCommand.done(folder, "status", "--wait");
    String view =
        switch (feature) {
          case "visits" -> "visits_of_customer";
          case "seconds" -> "calls_of_customer";
          case "last_items" -> "items_of_customer";
          default -> "orders_of_customer";
        };
    return http.lookup(
            "{\"features\": [\"%s:%s\"], \"entities\": {\"customer\": [%d]}}"
                .formatted(view, feature, customer))
        .values(feature)
        .toString();
  }

  private static Answer push(String frame) {
    return http.post("/push", "{\"push_source_name\": \"orders\", \"df\": " + frame + "}");
  }

  @Test
  void a_lookup_sees_what_was_pushed() {
    Answer answer =
        push(
            """
            {"customer": [7, 7.0], "item": ["tea", "mug"], "price": [2.5, 0.25],
             "time": ["2022-05-13 10:59:42+00:00", "2022-05-13T10:59:43.5Z"], "recorded": [null, null]}
            """);
    assertThat(answer).isEqualTo(new Answer(200, ""));
    assertThat(lookup("last_item", 7)).isEqualTo("[\"mug\"]");
    assertThat(lookup("spent", 7)).isEqualTo("[2.75]");
    assertThat(Records.in(node.bootstrapServers(), TOPIC))
        .filteredOn(record -> "7".equals(record.key()))
        .hasSize(2)
        .extracting("value")
        .contains(
            "{\"customer\":7,\"item\":\"mug\",\"price\":0.25,\"time\":\"2022-05-13T10:59:43.5Z\","
                + "\"recorded\":null}");
  }

  @Test
  void a_view_takes_rows_with_the_names_of_times_that_feast_gives_them() {
    Answer answer =
        http.post(
            "/write-to-online-store",
            """
            {"feature_view_name": "visits_of_customer",
             "df": {"customer": [8], "event_timestamp": ["2022-05-13 10:59:42+00:00"],
                    "created": ["2022-05-13 10:59:42+00:00"]}}
            """);
    assertThat(answer).isEqualTo(new Answer(200, "null"));
    assertThat(lookup("visits", 8)).isEqualTo("[1]");
    assertThat(Records.in(node.bootstrapServers(), "push.visits"))
        .extracting("value")
        .containsExactly("{\"customer\":8,\"at\":1652439582000}");
  }

  @Test
  void rows_become_messages_of_the_source_s_schema() {
    String frame = "{\"customer\": [5, 5], \"seconds\": [30, %s], \"at\": [\"%s\", \"%s\"]}";
    String call = "{\"push_source_name\": \"calls\", \"df\": " + frame + "}";
    String at = "2022-05-13T10:59:42.5Z";
    assertThat(http.post("/push", call.formatted(12, at, at))).isEqualTo(new Answer(200, ""));
    assertThat(lookup("seconds", 5)).isEqualTo("[42]");
    Answer refused = http.post("/push", call.formatted("\"long\"", at, at));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body())
        .contains("Cannot push row 1 to source calls: Cannot write field seconds as int: found")
        .contains("; nothing was written");
    assertThat(lookup("seconds", 5)).isEqualTo("[42]");
  }

  @Test
  void texts_that_add_up_to_megabytes_are_kept() {
    String text = "x".repeat(800_000);
    String time = "2022-05-13T10:00:00Z";
    for (String item : List.of("a", "b", "c")) {
      String row = "{\"customer\": [6], \"item\": [\"%s\"], \"price\": [1], \"time\": [\"%s\"]}";
      assertThat(push(row.formatted(item + text, time)).status()).isEqualTo(200);
    }
    assertThat(lookup("last_items", 6))
        .isEqualTo("[[\"c%1$s\",\"b%1$s\",\"a%1$s\"]]".formatted(text));
  }

  @Test
  void one_bad_row_of_three_keeps_all_from_being_written() {
    int before = Records.in(node.bootstrapServers(), TOPIC).size();
    Answer answer =
        push(
            """
            {"customer": [9, 9, 9], "item": ["a", "b", "c"], "price": [1, "cheap", 3],
             "time": ["2022-05-13T10:00:00Z", "2022-05-13T10:00:00Z", "2022-05-13T10:00:00Z"]}
            """);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains(
            "Cannot push row 1 to source orders: Cannot read field price as DOUBLE: found the text")
        .contains("; nothing was written");
    assertThat(Records.in(node.bootstrapServers(), TOPIC)).hasSize(before);
    assertThat(lookup("orders", 9)).isEqualTo("[0]");
  }

  @Test
  void what_would_be_a_dead_letter_is_refused_with_its_reason() {
    assertThat(push("{\"customer\": [1]}").body())
        .contains("row 0 to source orders: Cannot read event time: field time is null or missing");
    assertThat(push("{\"customer\": [null], \"time\": [\"2022-05-13\"]}").body())
        .contains("row 0 to source orders: Cannot key event: a key field is null or missing");
    assertThat(push("{\"customer\": [1], \"time\": [\"2999-01-01\"]}").body())
        .contains("Cannot accept event time 2999-01-01T00:00:00Z: it is more than 300 s ahead");
    assertThat(
            push("{\"customer\": [1], \"time\": [\"2022-05-13\"], \"item\": [\"%s\"]}"
                    .formatted("x".repeat(1_000_000)))
                .body())
        .contains("row 0 to source orders: Cannot write event: it takes 1,000,0");
  }

  @Test
  void a_name_that_is_not_deployed_is_told_with_the_nearest() {
    Answer source = http.post("/push", "{\"push_source_name\": \"order\", \"df\": {}}");
    assertThat(source.status()).isEqualTo(422);
    assertThat(source.body())
        .contains("PushSourceNotFoundException")
        .contains("Cannot find push source order (did you mean orders?)");
    Answer view =
        http.post("/write-to-online-store", "{\"feature_view_name\": \"orders\", \"df\": {}}");
    assertThat(view.status()).isEqualTo(404);
    assertThat(view.body())
        .contains("FeatureViewNotFoundException")
        .contains("Cannot find feature view orders to write to");
    Answer unused = http.post("/push", "{\"push_source_name\": \"unused\", \"df\": {}}");
    assertThat(unused.status()).isEqualTo(422);
    assertThat(unused.body()).contains("Cannot push to source unused: no feature view uses it");
  }

  @Test
  void pushes_of_many_clients_at_once_are_all_taken() {
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 200; i++) {
        String frame =
            "{\"customer\": [10, 10], \"time\": [\"2022-05-13\", \"2022-05-13\"], \"price\": [%d, 0]}"
                .formatted(i);
        calls.add(CompletableFuture.supplyAsync(() -> push(frame).status(), clients));
      }
    }
    assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(200));
    assertThat(lookup("orders", 10)).isEqualTo("[400]");
    assertThat(lookup("spent", 10)).isEqualTo("[%d.0]".formatted(IntStream.range(0, 200).sum()));
  }
}
