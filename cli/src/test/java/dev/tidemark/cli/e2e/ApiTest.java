package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node tells over HTTP what the command line tells, and as its document says. */
@ExtendWith(SharedCluster.class)
class ApiTest {
  private static final Path PAGE = Path.of("../docs/reference/http-api.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+ \\S+)` \\| .* \\| `curl (.*)` \\|$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final String OFFER =
      """
      ---
      kind: OnDemandFeatureView
      name: offer
      owner: sales
      inputs: [orders_of_customer]
      request: [{name: price, type: DOUBLE}]
      features: [{name: share, type: DOUBLE, expression: price / orders_of_customer.spent}]
      """;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path folder;

  private static TestRepository repository;
  private static Node node;
  private static OpenApi document;
  private static HttpResponse<String> beforeTheFirst;

  @BeforeAll
  static void deploy(Cluster cluster) throws Exception {
    repository =
        TestRepository.on(cluster, folder, "shop")
            .write("shop.yaml", Shop.DEFINITIONS.formatted("shop") + OFFER);
    node = Node.start(FeatureRepository.settings(folder)).announce();
    beforeTheFirst = get("/api/v1/entities");
    document = OpenApi.parse(get("/openapi.json").body());
    TestCommand.done(folder, "apply", "--yes");
    TestCommand.done(folder, "status", "--wait");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(node.http() + path)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode command(String... args) throws IOException {
    return JSON.readTree(TestCommand.done(folder, args).out());
  }

  @Test
  void before_the_first_version_there_is_nothing_to_tell() {
    assertThat(beforeTheFirst.statusCode()).isEqualTo(503);
    assertThat(beforeTheFirst.body())
        .isEqualTo("{\"status\":503,\"message\":\"Cannot tell what is deployed: nothing is yet\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "entities, list entities --json",
    "sources, list sources --json",
    "feature-services, list services --json",
    "lineage, lineage --format json",
    "lineage?of=orders.price, lineage orders.price --format json",
    "lineage?of=customer, lineage customer --format json",
  })
  void it_is_what_the_command_prints(String path, String command) throws Exception {
    assertThat(JSON.readTree(get("/api/v1/" + path).body())).isEqualTo(command(command.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "entities/customer, entity/customer",
    "sources/orders, source/orders",
    "feature-views/orders_of_customer, view/orders_of_customer",
    "feature-views/offer, on-demand-view/offer",
    "feature-views/orders_of_customer:items, orders_of_customer:items",
    "feature-services/checkout_v1, service/checkout_v1",
  })
  void an_object_is_what_describe_prints(String path, String name) throws Exception {
    assertThat(JSON.readTree(get("/api/v1/" + path).body()))
        .isEqualTo(command("describe", name, "--json").get(0));
  }

  @Test
  void feature_views_are_of_two_kinds() throws Exception {
    JsonNode json = JSON.readTree(get("/api/v1/feature-views").body());
    assertThat(json.path("views").toString())
        .isEqualTo(
            "[{\"kind\":\"FeatureView\",\"name\":\"orders_of_customer\","
                + "\"entity\":\"customer\",\"source\":\"orders\",\"features\":5}]");
    assertThat(json.path("on_demand_views").toString())
        .isEqualTo(
            "[{\"kind\":\"OnDemandFeatureView\",\"name\":\"offer\","
                + "\"inputs\":[\"orders_of_customer\"],"
                + "\"request\":[{\"name\":\"price\",\"type\":\"DOUBLE\"}],"
                + "\"features\":1,\"owner\":\"sales\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "projects/shp            | Cannot find project shp: this node serves shop",
        "entities/custmer        | Cannot find entities/custmer: nothing of that name is deployed (did you mean customer?)",
        "entities/orders         | Cannot find entities/orders: nothing of that name is deployed",
        "feature-views/ofer      | Cannot find feature-views/ofer: nothing of that name is deployed (did you mean offer?)",
        "lineage?of=orders.prize | Cannot find orders.prize: nothing of that name is deployed (did you mean orders.price?)",
        "versions/99             | Cannot find version 99: version ",
      })
  void a_name_that_is_not_deployed_is_404_with_the_nearest(String path, String message)
      throws Exception {
    HttpResponse<String> answer = get("/api/v1/" + path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(answer.body()).path("message").asText()).startsWith(message);
  }

  @Test
  void a_new_version_is_told_at_once_and_the_ones_before_it_stay() throws Exception {
    HttpResponse<String> before = get("/api/v1/projects/shop");
    String tag = before.headers().firstValue("ETag").orElseThrow();
    int number = JSON.readTree(before.body()).path("version").asInt();
    assertThat(get("/api/v1/versions/" + (number + 1)).statusCode()).isEqualTo(404);

    repository.write("more.yaml", "kind: Entity\nname: shop\nkeys: [{name: shop, type: INT64}]\n");
    TestCommand.done(folder, "apply", "--yes");
    TestCommand.done(folder, "status", "--wait");

    HttpResponse<String> after =
        send(
            HttpRequest.newBuilder(URI.create(node.http() + "/api/v1/projects/shop"))
                .header("If-None-Match", tag));
    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(after.body()).at("/objects/entities").asInt()).isEqualTo(2);
    JsonNode versions = JSON.readTree(get("/api/v1/versions").body()).path("versions");
    assertThat(versions).isEqualTo(command("history", "--json"));
    assertThat(versions).hasSize(number + 1);
    assertThat(JSON.readTree(get("/api/v1/versions/" + number).body())).isEqualTo(versions.get(1));
    assertThat(versions.get(1).path("current").asBoolean()).isFalse();
  }

  /** The page has every route, and each of its examples works as the document says. */
  @Test
  void the_examples_of_the_page_work() throws Exception {
    Map<String, String> examples = new TreeMap<>();
    ROW.matcher(Files.readString(PAGE))
        .results()
        .forEach(row -> examples.put(row.group(1), row.group(2)));
    assertThat(examples.keySet()).containsExactlyInAnyOrderElementsOf(document.operations());
    for (Map.Entry<String, String> example : examples.entrySet()) {
      HttpResponse<String> answer = curl(example.getValue());
      assertThat(answer.statusCode()).as(example + " " + answer.body()).isEqualTo(200);
      String[] route = example.getKey().split(" ");
      assertThat(answer.request().method()).isEqualTo(route[0]);
      document.assertHas(route[1], answer);
    }
  }

  private static HttpResponse<String> curl(String arguments) throws Exception {
    List<String> words =
        WORD.matcher(arguments)
            .results()
            .map((MatchResult word) -> word.group(1) == null ? word.group(2) : word.group(1))
            .toList();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(words.getFirst().replace("localhost:6566", node.http())));
    if (words.size() > 1) {
      assertThat(words.get(1)).isEqualTo("-d");
      request.POST(BodyPublishers.ofString(words.get(2)));
    }
    return send(request);
  }
}
