package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A node that does not fold, beside one that does. */
@ExtendWith(SharedCluster.class)
class QueryNodeTest {
  private static final String LOOKUP =
      """
      {"feature_service": "checkout_v1", "full_feature_names": true, "as_of": "2999-01-01T00:00:00Z",
       "entities": {"customer": [0, 1, 2, 3, 4, 5, 6, 7, 8, 99]}}\
      """;

  @TempDir Path folder;

  private Node start(Cluster cluster, String name, String roles) throws Exception {
    TestRepository repository =
        TestRepository.on(cluster, folder.resolve(name), "asking")
            .write("shop.yaml", Shop.DEFINITIONS.formatted("asking"));
    Files.writeString(
        repository.path("tidemark.yaml"),
        Files.readString(repository.path("tidemark.yaml"))
            + "node: {host: localhost, roles: \"%s\"}\n".formatted(roles));
    return Node.start(FeatureRepository.settings(repository.folder())).announce();
  }

  private static void publish(Cluster cluster, String item) throws Exception {
    List<String> orders = new ArrayList<>();
    for (int customer = 0; customer < 9; customer++) {
      orders.add(Shop.order(customer, item, 0.5, Instant.now().toString(), null));
    }
    Shop.publish(cluster.bootstrapServers(), "asking.orders", orders);
  }

  private static JsonNode answer(Node node) {
    Http.Answer answer = new Http(node.http()).lookup(LOOKUP);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  @Test
  @Timeout(120)
  void it_answers_from_the_others_as_soon_as_one_of_them_answers(Cluster cluster) throws Exception {
    try (Node asking = start(cluster, "asking", "history")) {
      TestCommand.done(folder.resolve("asking"), "apply", "--yes");
      asking.awaitDeployed(Duration.ofSeconds(30));
      Http http = new Http(asking.http());
      assertThat(http.get("/health").status()).as("nobody folds yet").isEqualTo(503);
      assertThat(answer(asking).at("/metadata/tidemark/reasons/0").asText())
          .contains("the state of entity customer is not ready");

      try (Node folding = start(cluster, "folding", "shape,fold,history")) {
        publish(cluster, "tea");
        TestCommand.done(folder.resolve("folding"), "status", "--wait");
        TestCommand.done(folder.resolve("asking"), "status", "--wait");

        assertThat(http.get("/health").status()).isEqualTo(200);
        assertThat(answer(asking).path("results"))
            .isEqualTo(answer(folding).path("results"))
            .extracting(Object::toString)
            .asString()
            .contains("tea", "NOT_FOUND")
            .doesNotContain("INVALID");
        TestCommand.done(folder.resolve("asking"), "verify", "--sample", "100");
        String key = "{\"entity\": \"customer\", \"key\": {\"customer\": 7}}";
        assertThat(http.post("/api/v1/seen", key))
            .isEqualTo(new Http(folding.http()).post("/api/v1/seen", key))
            .extracting(Http.Answer::body)
            .asString()
            .contains("tea");
        JsonNode partitions =
            http.get("/api/v1/routing").json().at("/entities/customer/partitions");
        assertThat(partitions).hasSize(4);
        assertThat(partitions)
            .allSatisfy(of -> assertThat(of.path("owner").asText()).isEqualTo(folding.grpc()));
        assertThat(http.get("/metrics").body())
            .contains("job=\"history orders__customer\"")
            .doesNotContain("job=\"fold customer\"");
      }
    }
  }

  @Test
  @Timeout(120)
  void it_follows_when_the_others_switch_to_another_state(Cluster cluster) throws Exception {
    try (Node folding = start(cluster, "folding", "shape,fold,history");
        Node asking = start(cluster, "asking", "history")) {
      TestCommand.done(folder.resolve("folding"), "apply", "--yes");
      publish(cluster, "pot");
      TestCommand.done(folder.resolve("folding"), "status", "--wait");
      for (String name : List.of("folding", "asking")) {
        Path definitions = folder.resolve(name).resolve("shop.yaml");
        Files.writeString(
            definitions,
            Files.readString(definitions)
                .replace(
                    "  - {name: spent,",
                    "  - {name: lately, aggregate: count, window: 2h}\n  - {name: spent,"));
      }
      TestCommand.done(folder.resolve("folding"), "apply", "--yes");
      TestCommand.done(folder.resolve("folding"), "status", "--wait");
      TestCommand.done(folder.resolve("asking"), "status", "--wait");

      Instant end = Instant.now().plusSeconds(30);
      while (answer(asking).toString().contains("INVALID")) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(100);
      }
      assertThat(answer(asking).path("results")).isEqualTo(answer(folding).path("results"));
      assertThat(answer(asking).toString()).contains("orders_of_customer__lately");
    }
  }
}
