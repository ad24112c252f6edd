package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code list}, {@code describe} and {@code lineage} of what is deployed. */
@ExtendWith(SharedCluster.class)
class CatalogCommandTest {
  @TempDir static Path folder;

  @BeforeAll
  static void deploy(Cluster cluster) {
    TestRepository repository =
        TestRepository.on(cluster, folder, "catalog")
            .write("shop.yaml", Shop.DEFINITIONS.formatted("catalog"));
    TestCommand.done(folder, "apply", "--yes");
    // What is only in the files is not deployed
    repository.write("more.yaml", "kind: Entity\nname: shop\nkeys: [{name: shop, type: INT64}]\n");
  }

  @Test
  void list_shows_what_is_deployed_by_kind() {
    assertThat(TestCommand.done(folder, "list").out())
        .startsWith("Project catalog, version 1 by ")
        .containsSubsequence(
            "Entities",
            "  name      keys",
            "  customer  customer INT64",
            "Sources",
            "  orders  catalog.orders",
            "Feature views",
            "  orders_of_customer  customer  orders  5",
            "Feature services",
            "  checkout_v1  orders_of_customer")
        .doesNotContain("On-demand", "shop");
    assertThat(TestCommand.done(folder, "list", "services").out())
        .contains("checkout_v1")
        .doesNotContain("Entities");
    assertThat(TestCommand.done(folder, "list", "on-demand-views").out())
        .contains("On-demand feature views: none");
  }

  @Test
  void list_as_json_has_the_same_facts() throws Exception {
    JsonNode json = json("list", "view", "--json");
    assertThat(json.path("project").asText()).isEqualTo("catalog");
    assertThat(json.path("version").asInt()).isEqualTo(1);
    assertThat(json.path("views").toString())
        .isEqualTo(
            "[{\"kind\":\"FeatureView\",\"name\":\"orders_of_customer\","
                + "\"entity\":\"customer\",\"source\":\"orders\",\"features\":5}]");
    assertThat(json.has("entities")).isFalse();
  }

  @Test
  void describe_shows_one_object_in_full() throws Exception {
    assertThat(TestCommand.done(folder, "describe", "orders_of_customer").out())
        .startsWith("FeatureView orders_of_customer\n")
        .contains(
            "feature log    tidemark.catalog.log.orders.customer",
            "history table  orders__customer",
            "used by        service checkout_v1")
        .containsPattern("items +ARRAY<STRING> +last_n +30d +item +10");
    JsonNode json = json("describe", "service/checkout_v1", "--json").get(0);
    assertThat(json.path("kind").asText()).isEqualTo("FeatureService");
    assertThat(json.path("keys").toString())
        .isEqualTo("[{\"name\":\"customer\",\"type\":\"INT64\"}]");
    assertThat(json.path("answer").get(2).toString())
        .isEqualTo("{\"feature\":\"orders_of_customer:spent\",\"type\":\"DOUBLE\"}");
  }

  @Test
  void an_unknown_name_or_kind_gets_a_suggestion() {
    TestCommand name = TestCommand.run(folder, "describe", "orders_of_custmer");
    assertThat(name.exitCode()).isEqualTo(2);
    assertThat(name.err()).contains("(did you mean orders_of_customer?)");
    assertThat(TestCommand.run(folder, "describe", "view/checkout_v1").exitCode()).isEqualTo(2);
    TestCommand kind = TestCommand.run(folder, "list", "servces");
    assertThat(kind.exitCode()).isEqualTo(2);
    assertThat(kind.err()).contains("(did you mean service");
    TestCommand lineage = TestCommand.run(folder, "lineage", "orders.prize");
    assertThat(lineage.exitCode()).isEqualTo(2);
    assertThat(lineage.err()).contains("(did you mean orders.price?)");
  }

  @Test
  void lineage_speaks_three_formats() throws Exception {
    assertThat(TestCommand.done(folder, "lineage", "orders.price").out())
        .isEqualTo(
            """
            Comes from
              column orders.price ← topic catalog.orders
            Goes into
              column orders.price → feature orders_of_customer:spent → service checkout_v1
            """);
    JsonNode json = json("lineage", "customer", "--format", "json");
    assertThat(json.path("nodes").toString())
        .contains(
            "{\"id\":\"service checkout_v1\",\"kind\":\"service\"}", "orders_of_customer:orders");
    assertThat(json.path("edges").toString())
        .contains(
            "{\"from\":\"column orders.price\",\"to\":\"feature orders_of_customer:spent\",\"condition\":false}");
    assertThat(TestCommand.done(folder, "lineage", "--format", "mermaid").out())
        .startsWith("flowchart LR\n")
        .contains("subgraph g0[\"source orders\"]");
  }

  private static JsonNode json(String... args) throws Exception {
    return new ObjectMapper().readTree(TestCommand.done(folder, args).out());
  }
}
