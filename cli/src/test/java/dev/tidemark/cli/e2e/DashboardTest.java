package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.yaml.FeatureRepository;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboard and the alerts of the documentation ask for what a node tells. */
@ExtendWith(SharedCluster.class)
class DashboardTest {
  private static final Path DASHBOARD = Path.of("../docs/grafana/tidemark.json");
  private static final Path ALERTS = Path.of("../docs/grafana/alerts.yaml");
  private static final Path PAGE = Path.of("../docs/how-to/monitoring.md");
  private static final Pattern LISTED_ALERT = Pattern.compile("(?m)^\\| `(\\w+)` \\|");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern ALERT_LABEL = Pattern.compile("\\{\\{ \\$labels\\.(\\w+) }}");
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
  private static final String CUSTOMER_7 =
      "{\"feature_service\": \"checkout_v1\", \"entities\": {\"customer\": [7]}}";
  private static final GetOnlineFeaturesRequest CUSTOMER_8 =
      GetOnlineFeaturesRequest.newBuilder()
          .setFeatureService("checkout_v1")
          .putEntities(
              "customer",
              RepeatedValue.newBuilder().addVal(Value.newBuilder().setInt64Val(8)).build())
          .build();

  /**
   * Something that is asked.
   *
   * @param labels that the answer has to have
   */
  private record Query(String expression, Set<String> labels) {
    Query(String expression, Pattern label, String text) {
      this(expression, found(label, text));
    }
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    pattern.matcher(text).results().forEach(result -> found.add(result.group(1)));
    return found;
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(DASHBOARD.toFile());
  }

  private static List<Query> queries(JsonNode dashboard) {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        String legend = target.path("legendFormat").asText();
        queries.add(new Query(target.path("expr").asText(), LEGEND_LABEL, legend));
      }
    }
    for (JsonNode variable : dashboard.path("templating").path("list")) {
      Matcher values = LABEL_VALUES.matcher(variable.path("query").path("query").asText());
      if (values.matches()) {
        queries.add(new Query(values.group(1), Set.of(values.group(2))));
      } else {
        assertThat(variable.path("type").asText()).isEqualTo("datasource");
      }
    }
    return queries;
  }

  private static List<Map<?, ?>> alerts() throws IOException {
    List<Map<?, ?>> alerts = new ArrayList<>();
    try (Reader file = Files.newBufferedReader(ALERTS)) {
      Map<?, ?> rules = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromReader(file);
      for (Object group : (List<?>) rules.get("groups")) {
        for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
          alerts.add((Map<?, ?>) rule);
        }
      }
    }
    return alerts;
  }

  /**
   * As Prometheus keeps a scrape: with the target's labels, which push others of their name aside.
   */
  private static Map<String, Map<String, Set<String>>> kept(Prometheus scrape) {
    Map<String, Set<String>> target = Map.of("job", Set.of("tidemark"), "instance", Set.of("a:1"));
    Map<String, Map<String, Set<String>>> kept = new HashMap<>(Map.of("up", target));
    scrape
        .series()
        .forEach((name, told) -> {
          Map<String, Set<String>> labels = new TreeMap<>(target);
          told.forEach((label, values) ->
              labels.put(target.containsKey(label) ? "exported_" + label : label, values));
          kept.put(name, labels);
        });
    for (Job.State state : Job.State.values()) {
      kept.get("tidemark_job_state").get("state").add(state.name().toLowerCase(Locale.ROOT));
    }
    return kept;
  }

  /** What a node tells after an event, a dead letter, a push, lookups and a collection. */
  private static Prometheus scrape(Cluster cluster, Path folder, Path other) throws Exception {
    TestRepository repository =
        TestRepository.on(cluster, folder, "watched")
            .write("shop.yaml", Shop.DEFINITIONS.formatted("watched"));
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      ManagedChannel channel = ManagedChannelBuilder.forTarget(node.grpc()).usePlaintext().build();
      var stub = ServingServiceGrpc.newBlockingStub(channel);
      assertThat(catchThrowable(() -> stub.getOnlineFeatures(CUSTOMER_8)))
          .hasMessageContaining("nothing is deployed yet");
      TestCommand.done(folder, "apply", "--yes");
      String order = Shop.order(7, "tea", 2.5, Instant.now().toString(), null);
      Shop.publish(cluster.bootstrapServers(), "watched.orders", List.of(order, "{"));
      TestCommand.done(folder, "status", "--wait");
      Http http = new Http(node.http());
      String push =
          "{\"push_source_name\": \"orders\", \"df\": {\"customer\": [7], \"time\": [\"%s\"]}}";
      assertThat(http.post("/push", push.formatted(Instant.now())).status()).isEqualTo(200);
      assertThat(http.lookup(CUSTOMER_7).status()).isEqualTo(200);
      stub.getOnlineFeatures(CUSTOMER_8);
      channel.shutdownNow();
      System.gc();
      return Prometheus.scrape(
              node,
              m ->
                  m.value("tidemark_job_events_total{job=\"shape orders\"}") == 3
                      && m.types().containsKey("feast_feature_freshness_seconds")
                      && m.types().containsKey("jvm_gc_pause_seconds"))
          .and(QueryNode.measured(repository, other, CUSTOMER_7));
    }
  }

  @Test
  void every_query_finds_what_it_names(Cluster cluster, @TempDir Path folder, @TempDir Path other)
      throws Exception {
    Map<String, Map<String, Set<String>>> series = kept(scrape(cluster, folder, other));
    List<Query> queries = new ArrayList<>(queries(dashboard()));
    for (Map<?, ?> alert : alerts()) {
      queries.add(
          new Query((String) alert.get("expr"), ALERT_LABEL, alert.get("annotations").toString()));
    }
    assertThat(queries)
        .allSatisfy(query ->
            assertThat(PromQl.labels(query.expression(), series)).containsAll(query.labels()));
  }

  @Test
  void the_variables_of_queries_are_those_of_the_dashboard() throws Exception {
    Set<String> variables = new HashSet<>(dashboard().findValuesAsText("name"));
    assertThat(variables).contains("datasource", "job", "instance", "service");
    variables.add("__rate_interval");
    assertThat(queries(dashboard()))
        .allSatisfy(
            query -> assertThat(variables).containsAll(found(VARIABLE, query.expression())));
  }

  @Test
  void panels_say_what_they_show_and_do_not_overlap() throws Exception {
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : dashboard().path("panels")) {
      String title = panel.path("title").asText();
      assertThat(ids.add(panel.path("id").asInt())).as("id of " + title).isTrue();
      JsonNode place = panel.path("gridPos");
      int right = place.path("x").asInt() + place.path("w").asInt();
      assertThat(right).as(title).isBetween(1, 24);
      for (int x = place.path("x").asInt(); x < right; x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          String cell = x + "," + (place.path("y").asInt() + y);
          assertThat(cells.add(cell)).as(title + " at " + cell).isTrue();
        }
      }
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("description").asText()).as(title).matches("[A-Z][^.]*\\.");
        assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
            .as(title)
            .isNotEmpty();
        assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
        assertThat(panel.path("targets")).as(title).isNotEmpty();
      }
    }
  }

  @Test
  void alerts_say_what_to_do_and_are_listed() throws Exception {
    assertThat(alerts())
        .allSatisfy(alert ->
            assertThat((Map<?, ?>) alert.get("annotations"))
                .extracting("summary", "description")
                .doesNotContainNull());
    assertThat(alerts())
        .map(alert -> (String) alert.get("alert"))
        .containsExactlyInAnyOrderElementsOf(found(LISTED_ALERT, Files.readString(PAGE)));
  }
}
