package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of an event, through one running node. */
@ExtendWith(SharedCluster.class)
class DevTest {
  private static final String CUSTOMER_7 =
      """
      {"feature_service": "checkout_v1", "entities": {"customer": [7]}%s}\
      """;

  @Test
  void a_bad_event_becomes_a_dead_letter_and_the_rest_goes_on(Cluster cluster, @TempDir Path folder)
      throws Exception {
    TestRepository.on(cluster, folder, "letters")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("letters"));
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      String tooFar = Instant.now().plus(Duration.ofMinutes(7)).toString();
      String aLittleAhead = Instant.now().plus(Duration.ofMinutes(4)).toString();
      List<String> bad =
          List.of(
              "{\"customer\": 7, ",
              Shop.order(7, "far", 1, tooFar, null),
              "{\"customer\": 7, \"item\": \"timeless\", \"price\": 1.0}",
              "{\"customer\": 7, \"item\": 5, \"price\": 1.0, \"time\": \"2026-01-01T00:00:00Z\"}",
              "{\"customer\": null, \"item\": \"x\", \"price\": 1.0, \"time\": \"2026-01-01T00:00:00Z\"}",
              "{\"customer\": 7, \"item\": \"when\", \"price\": 1.0, \"time\": \"yesterday\"}");
      Shop.publish(cluster.bootstrapServers(), "letters.orders", bad);
      Shop.publish(
          cluster.bootstrapServers(),
          "letters.orders",
          List.of(
              Shop.order(7, "tea", 2.5, "2026-01-01T00:00:00Z", null),
              Shop.order(7, "soon", 1, aLittleAhead, null)));
      TestCommand.done(folder, "status", "--wait");

      var reasons =
          DeadLetters.reasons(
              cluster.bootstrapServers(), "tidemark.letters.dead-letters.orders", bad.size());
      assertThat(reasons.keySet()).containsExactlyElementsOf(bad);
      assertThat(reasons.values())
          .containsExactly(
              "malformed_json",
              "event_time_in_future",
              "missing_event_time",
              "wrong_type",
              "null_key",
              "bad_event_time");
      Http http = new Http(node.http());
      assertThat(http.lookup(CUSTOMER_7.formatted("")).values("orders").get(0).asInt())
          .isEqualTo(1);
      assertThat(
              http.lookup(CUSTOMER_7.formatted(", \"as_of\": \"" + aLittleAhead + "\""))
                  .values("last_item")
                  .get(0)
                  .asText())
          .isEqualTo("soon");
    }
  }

  @Test
  void late_and_tied_events_take_their_place(Cluster cluster, @TempDir Path folder)
      throws Exception {
    TestRepository.on(cluster, folder, "ties")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("ties"))
        .write(
            "spine.csv",
            """
            customer,event_timestamp
            7,2026-01-01T10:00:00Z
            7,2026-01-01T10:00:00.001Z
            7,2026-01-01T09:59:59.999Z
            7,2026-01-01T11:00:00Z
            8,2026-01-01T11:00:00Z
            """);
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      Shop.publish(
          cluster.bootstrapServers(),
          "ties.orders",
          List.of(
              Shop.order(7, "b", 1, "2026-01-01T10:00:00Z", "2026-01-01T10:00:05Z"),
              Shop.order(7, "c", 1, "2026-01-01T10:00:00Z", "2026-01-01T10:00:05Z"),
              Shop.order(7, "a", 1, "2026-01-01T10:00:00Z", "2026-01-01T10:00:01Z"),
              Shop.order(7, "none", 1, "2026-01-01T10:00:00Z", null),
              Shop.order(7, "late", 1, "2026-01-01T09:00:00Z", "2026-01-02T00:00:00Z")));
      TestCommand.done(folder, "status", "--wait");

      Http.Answer now =
          new Http(node.http())
              .lookup(CUSTOMER_7.formatted(", \"as_of\": \"2026-01-01T10:00:00Z\""));
      assertThat(now.values("last_item").get(0).asText()).isEqualTo("c");
      assertThat(now.values("orders_1h").get(0).asInt()).isEqualTo(1);
      assertThat(now.values("items").get(0).toString()).isEqualTo("[\"late\"]");

      Path out = folder.resolve("out.csv");
      TestCommand.done(
          folder,
          "export",
          "--service",
          "checkout_v1",
          "--spine",
          folder + "/spine.csv",
          "--out",
          out.toString());
      assertThat(Files.readAllLines(out))
          .containsExactly(
              "customer,event_timestamp,last_item,orders_1h,spent,orders,items",
              "7,2026-01-01T10:00:00Z,c,1,1.0,1,\"[\"\"late\"\"]\"",
              "7,2026-01-01T10:00:00.001Z,c,4,5.0,5,"
                  + "\"[\"\"c\"\",\"\"b\"\",\"\"a\"\",\"\"none\"\",\"\"late\"\"]\"",
              "7,2026-01-01T09:59:59.999Z,late,1,1.0,1,\"[\"\"late\"\"]\"",
              "7,2026-01-01T11:00:00Z,c,4,5.0,5,"
                  + "\"[\"\"c\"\",\"\"b\"\",\"\"a\"\",\"\"none\"\",\"\"late\"\"]\"",
              "8,2026-01-01T11:00:00Z,,0,,0,[]");
    }
  }

  @Test
  void applied_changes_are_followed_without_a_restart(Cluster cluster, @TempDir Path folder)
      throws Exception {
    String definitions = Shop.DEFINITIONS.formatted("changes");
    TestRepository repository =
        TestRepository.on(cluster, folder, "changes").write("shop.yaml", definitions);
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      Shop.publish(
          cluster.bootstrapServers(),
          "changes.orders",
          List.of(
              Shop.order(7, "tea", 2, "2026-01-01T10:00:00Z", null),
              Shop.order(7, "mug", 9, "2026-01-01T11:00:00Z", null)));
      TestCommand.done(folder, "status", "--wait");

      repository.write(
          "shop.yaml",
          definitions.replace(
              "  - {name: orders, aggregate: count, window: lifetime}",
              "  - {name: orders, aggregate: count, window: lifetime}\n"
                  + "  - {name: dearest, aggregate: max, of: price, window: lifetime}"));
      assertThat(TestCommand.done(folder, "plan").out()).contains("dearest");
      assertThat(TestCommand.run(folder, "plan", "--detailed-exitcode").exitCode()).isNotZero();
      TestCommand.done(folder, "apply", "--yes");
      assertThat(TestCommand.run(folder, "plan", "--detailed-exitcode").exitCode()).isZero();
      TestCommand.done(folder, "status", "--wait");

      Http.Answer answer = new Http(node.http()).lookup(CUSTOMER_7.formatted(""));
      assertThat(answer.values("dearest").get(0).asDouble()).isEqualTo(9.0);
      assertThat(answer.values("orders").get(0).asInt()).isEqualTo(2);
    }
  }

  @Test
  void state_survives_a_restart(@TempDir Path folder) throws Exception {
    TestRepository.embedded(folder, "again")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("again"));
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      Shop.publish(
          node.kafka().get("bootstrap.servers"),
          "again.orders",
          List.of(Shop.order(7, "tea", 2, "2026-01-01T10:00:00Z", null)));
      TestCommand.done(folder, "status", "--wait");
    }
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      Shop.publish(
          node.kafka().get("bootstrap.servers"),
          "again.orders",
          List.of(Shop.order(7, "mug", 9, "2026-01-01T11:00:00Z", null)));
      TestCommand.done(folder, "status", "--wait");
      Http.Answer answer =
          new Http(node.http())
              .lookup(CUSTOMER_7.formatted(", \"as_of\": \"2026-01-02T00:00:00Z\""));
      assertThat(answer.values("orders").get(0).asInt()).isEqualTo(2);
      assertThat(answer.values("items").get(0).toString()).isEqualTo("[\"mug\",\"tea\"]");
    }
  }
}
