package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong requests get an answer that names the mistake. */
@ExtendWith(SharedCluster.class)
class RequestTest {
  @TempDir static Path folder;
  private static Node node;

  @BeforeAll
  static void start(Cluster cluster) {
    TestRepository.on(cluster, folder, "requests")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("requests"));
    node = Node.start(FeatureRepository.settings(folder)).announce();
    TestCommand.done(folder, "apply", "--yes");
    TestCommand.done(folder, "status", "--wait");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"features": ["order_of_customer:orders"], "entities": {"customer": [7]}}     | 404 | orders_of_customer
          {"features": ["orders_of_customer:order"], "entities": {"customer": [7]}}     | 404 | orders
          {"features": ["orders"], "entities": {"customer": [7]}}                       | 422 | view:feature
          {"feature_service": "checkout_v2", "entities": {"customer": [7]}}             | 404 | checkout_v1
          {"feature_service": "checkout_v1", "entities": {"customer": [7], "x": [1,2]}} | 422 | x
          {"feature_service": "checkout_v1", "entities": {}}                            | 422 | customer
          {"feature_service": "checkout_v1", "entities": {"customer": ["seven"]}}       | 422 | customer
          {"feature_service": "checkout_v1", "entities": {"customer": 7}}               | 422 | customer
          {"feature_service": "checkout_v1"}                                            | 422 | entities
          {"entities": {"customer": [7]}}                                               | 422 | feature
          {"feature_service": "checkout_v1", "entities": {"customer": [7]}, "as_of": "noon"} | 422 | as_of
          {"feature_service":                                                           | 422 | JSON
          hello                                                                         | 422 | JSON
          ``                                                                            | 422 | body
          """)
  void a_wrong_request_is_refused_by_name(String body, int status, String named) {
    Http.Answer answer = new Http(node.http()).lookup(body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().asText()).contains("\"message\"").contains(named);
    assertThat(answer.body()).doesNotContain("Exception:").doesNotContain("\tat ");
  }

  @Test
  void a_lookup_before_the_newest_event_is_refused_by_name() throws Exception {
    Shop.publish(
        node.bootstrapServers(),
        "requests.orders",
        java.util.List.of(Shop.order(9, "tea", 1, "2026-01-01T10:00:00Z", null)));
    TestCommand.done(folder, "status", "--wait");
    Http.Answer answer =
        new Http(node.http())
            .lookup(
                """
                {"feature_service": "checkout_v1", "entities": {"customer": [9]},
                 "as_of": "2026-01-01T09:00:00Z"}\
                """);
    assertThat(answer.body()).contains("orders_of_customer").doesNotContain("\tat ");
  }
}
