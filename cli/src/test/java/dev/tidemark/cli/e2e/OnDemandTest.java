package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.offline.duckdb.RowFiles;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On-demand features from the YAML file to the lookup and to the training set. */
@ExtendWith(SharedCluster.class)
class OnDemandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String T = "2026-01-01T11:00:00Z";
  private static final String ON_DEMAND =
      """
      ---
      kind: OnDemandFeatureView
      name: basket
      inputs: [orders_of_customer]
      request: [{name: cart, type: DOUBLE}, {name: coupons, type: "ARRAY<STRING>"}]
      features:
        - {name: cart_vs_mean, type: DOUBLE, expression: "cart / (orders_of_customer.spent / double(orders_of_customer.orders))"}
        - {name: per_order, type: INT64, expression: 100 / orders_of_customer.orders}
        - {name: known_item, type: BOOL, expression: "orders_of_customer.last_item != null"}
        - {name: share, type: FLOAT, expression: cart * 0.1}
        - {name: loud, type: "ARRAY<STRING>", expression: "coupons.map(c, c + '!')"}
      ---
      kind: OnDemandFeatureView
      name: verdict
      inputs: [basket, orders_of_customer]
      features:
        - {name: odd, type: BOOL, expression: basket.cart_vs_mean > 2.0 && orders_of_customer.orders_1h < 3}
      ---
      kind: FeatureService
      name: basket_v1
      features:
        - verdict
        - {view: orders_of_customer, features: [orders_1h]}
        - basket
      """;

  @TempDir static Path folder;
  private static TestRepository repository;
  private static Node node;

  @BeforeAll
  static void start(Cluster cluster) throws Exception {
    repository =
        TestRepository.on(cluster, folder, "ondemand")
            .write("shop.yaml", Shop.DEFINITIONS.formatted("ondemand") + ON_DEMAND);
    node = Node.start(FeatureRepository.settings(folder)).announce();
    TestCommand.done(folder, "apply", "--yes");
    Shop.publish(
        node.bootstrapServers(),
        "ondemand.orders",
        List.of(
            Shop.order(7, "tea", 2.5, "2026-01-01T10:00:00Z", null),
            Shop.order(7, "mug", 0.1, "2026-01-01T10:30:00Z", null),
            Shop.order(8, "pot", 30, "2026-01-01T10:00:00.5Z", null)));
    TestCommand.done(folder, "status", "--wait");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static TestCommand get(String... more) {
    List<String> words = new ArrayList<>(List.of("get", "--service", "basket_v1"));
    words.addAll(List.of(more));
    return TestCommand.run(folder, words.toArray(String[]::new));
  }

  @Test
  void a_lookup_and_a_training_set_compute_the_same() throws Exception {
    TestCommand get =
        get(
            "--json",
            "--as-of",
            T,
            "--entity",
            "customer=7,8,99",
            "--request",
            "cart=10,3.5,1e-3",
            "--request",
            "coupons=[\"a\"\\,\"b\"],[],[null]");
    assertThat(get.exitCode()).as(get.err()).isZero();
    repository.write(
        "spine.csv",
        """
        customer,cart,coupons,event_timestamp
        7,10,"[""a"",""b""]",%1$s
        8,3.5,[],%1$s
        99,1e-3,[null],%1$s
        """
            .formatted(T));
    TestCommand.done(
        folder,
        "export",
        "--service",
        "basket_v1",
        "--spine",
        folder.resolve("spine.csv").toString(),
        "--out",
        folder.resolve("set.parquet").toString());
    List<JsonNode> rows = new ArrayList<>();
    RowFiles.forEachJson(folder.resolve("set.parquet"), List.of(), row -> rows.add(parse(row)));
    JsonNode answer = parse(get.out());
    JsonNode names = answer.at("/metadata/feature_names");

    assertThat(names.toString())
        .isEqualTo(
            "[\"customer\",\"orders_1h\",\"odd\",\"cart_vs_mean\",\"per_order\",\"known_item\","
                + "\"share\",\"loud\"]");
    for (int i = 1; i < names.size(); i++) {
      for (int row = 0; row < 3; row++) {
        String name = names.get(i).asText();
        assertThat(value(name, rows.get(row).path(name)))
            .as(name + " of row " + row)
            .isEqualTo(value(name, answer.at("/results/" + i + "/values/" + row)));
      }
    }
    assertThat(answer.at("/results/2/values").toString()).isEqualTo("[true,false,null]");
    assertThat(answer.at("/results/4/values").toString()).isEqualTo("[50,100,null]");
  }

  /** A FLOAT as such: a Parquet file's comes here as the double that it is. */
  private static Object value(String name, JsonNode json) {
    return name.equals("share") ? (Object) json.floatValue() : json;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  @Test
  void values_are_shown_like_those_of_other_features() {
    TestCommand get =
        get(
            "--as-of",
            T,
            "--entity",
            "customer=7",
            "--entity",
            "cart=10",
            "--request",
            "coupons=[]");
    assertThat(get.exitCode()).as(get.err()).isZero();
    assertThat(get.out()).containsPattern("per_order +50\n").containsPattern("odd +true\n");
  }

  @Test
  void request_data_that_is_missing_or_does_not_fit_is_told() {
    assertThat(get("--entity", "customer=7", "--request", "coupons=[]").err())
        .contains("Cannot look up: request_context lacks the column cart of type DOUBLE");
    assertThat(get("--entity", "customer=7", "--request", "cart=much").err())
        .contains("Cannot read --request cart=much: expected DOUBLE");
    assertThat(get("--entity", "customer=7", "--request", "cart").err())
        .contains("Cannot read --request cart: expected column=value, such as --request amount=42");
  }
}
