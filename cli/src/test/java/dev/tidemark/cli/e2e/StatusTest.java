package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a running node tells about itself. */
@ExtendWith(SharedCluster.class)
class StatusTest {
  private static final Path PAGE = Path.of("../docs/reference/metrics.md");
  private static final Pattern METRIC =
      Pattern.compile("(?m)^\\| `(\\w+\\*?)` \\| ([^|]*) \\| ([^|]*) ?\\|");
  private static final String CUSTOMERS =
      """
      {"features": ["orders_of_customer:orders"], "entities": {"customer": [7, 8]}}\
      """;

  private static String orderNow(String item) {
    return Shop.order(7, item, 2.5, Instant.now().toString(), null);
  }

  private static JsonNode status(Path folder) throws Exception {
    return new ObjectMapper().readTree(TestCommand.done(folder, "status", "--json").out());
  }

  @Test
  void a_node_tells_what_it_did_and_how_new_its_answers_are(
      Cluster cluster, @TempDir Path folder, @TempDir Path other) throws Exception {
    TestRepository repository =
        TestRepository.on(cluster, folder, "answered")
            .write("shop.yaml", Shop.DEFINITIONS.formatted("answered") + "log: {sample: 1}\n");
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      Shop.publish(
          cluster.bootstrapServers(),
          "answered.orders",
          List.of(orderNow("a"), orderNow("b"), "{"));
      TestCommand.done(folder, "status", "--wait");
      new Http(node.http()).lookup(CUSTOMERS);

      JsonNode status = status(folder);
      assertThat(status.path("jobs")).hasSize(4);
      for (JsonNode job : status.path("jobs")) {
        assertThat(job.path("state").asText()).isEqualTo("RUNNING");
        assertThat(job.path("lag").asLong(-1)).isZero();
        int events =
            switch (job.path("name").asText()) {
              case "shape orders" -> 3;
              case "history served__log__checkout_v1" -> 0;
              default -> 2;
            };
        assertThat(job.path("events").asInt()).as(job.toString()).isEqualTo(events);
        assertThat(job.path("events_per_second").asDouble() > 0).isEqualTo(events > 0);
        assertThat(job.path("failure").isNull()).isTrue();
        assertThat(job.path("restore").isNull()).isTrue();
      }
      JsonNode view = status.path("views").get(0);
      assertThat(view.path("freshness_seconds").asDouble(-1)).isBetween(0.0, 120.0);
      assertThat(view.path("readable").path("p99").asDouble()).isBetween(0.0001, 120.0);
      assertThat(status.path("sources").get(0).path("refused").path("malformed_json").asInt())
          .isEqualTo(1);
      assertThat(status.path("sources").get(0).path("alert").asBoolean()).isFalse();
      assertThat(status.path("states").get(0).path("bytes").asLong()).isPositive();
      assertThat(TestCommand.done(folder, "status").out())
          .containsPattern("fold customer +running +caught up")
          .containsPattern("orders_of_customer +[\\d.]+ m?s ago");

      System.gc();
      Prometheus metrics =
          Prometheus.scrape(
              node,
              m ->
                  m.value("tidemark_job_events_total{job=\"fold customer\"}") == 2
                      && m.types().containsKey("jvm_gc_pause_seconds"));
      assertMeasured(metrics);
      new Http(node.http())
          .lookup("{\"feature_service\": \"checkout_v1\", \"entities\": {\"customer\": [7, 8]}}");
      String logged = "tidemark_serving_log_rows_total{outcome=\"sent\",service=\"checkout_v1\"}";
      assertDocumented(
          Prometheus.scrape(node, m -> m.value(logged) == 2)
              .and(QueryNode.measured(repository, other, CUSTOMERS)));
    }
  }

  private static void assertMeasured(Prometheus metrics) {
    Map<String, Double> expected =
        Map.of(
            "tidemark_job_state{job=\"shape orders\",state=\"running\"}", 1.0,
            "tidemark_job_lag_events{job=\"fold customer\"}", 0.0,
            "tidemark_job_restored_ratio{job=\"fold customer\"}", 1.0,
            "tidemark_dead_letters_total{reason=\"malformed_json\",source=\"orders\"}", 1.0,
            "tidemark_dead_letter_alert{source=\"orders\"}", 0.0,
            "tidemark_readable_latency_seconds_count{entity=\"customer\",source=\"orders\"}", 2.0,
            "tidemark_lookup_stage_seconds_count{service=\"-\",stage=\"evaluate\"}", 1.0,
            "feast_feature_server_request_total{endpoint=\"/get-online-features\",status=\"200\"}",
                1.0,
            "feast_online_features_status_total{feature_view=\"orders_of_customer\",status=\"PRESENT\"}",
                1.0,
            "feast_online_features_status_total{feature_view=\"orders_of_customer\",status=\"NOT_FOUND\"}",
                1.0);
    expected.forEach(
        (sample, value) -> assertThat(metrics.value(sample)).as(sample).isEqualTo(value));
    assertThat(metrics.value("tidemark_rocksdb_read_keys_total")).isBetween(1.0, 1e6);
    assertThat(metrics.value("tidemark_rocksdb_read_seconds{call=\"multi_get\",quantile=\"0.99\"}"))
        .isBetween(0.0, 60.0);
    assertThat(metrics.value("tidemark_rocksdb_memtable_bytes{entity=\"customer\"}"))
        .isBetween(1.0, 1e9);
    assertThat(
            metrics.value(
                "feast_feature_freshness_seconds{feature_view=\"orders_of_customer\",project=\"answered\"}"))
        .isBetween(0.0, 120.0);
  }

  /** The reference lists what a scrape gives, and nothing else. */
  private static void assertDocumented(Prometheus metrics) throws Exception {
    Map<String, String> left = new TreeMap<>(metrics.types());
    METRIC
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(row -> {
          String name = row.group(1);
          Set<String> labels = new TreeSet<>();
          Set<String> types = new TreeSet<>();
          for (String metric : metrics.types().keySet()) {
            if (metric.matches(name.replace("*", "\\w+"))) {
              labels.addAll(metrics.labels(metric));
              types.add(left.remove(metric));
            }
          }
          assertThat(words(row.group(2))).as(name).isEqualTo(types);
          assertThat(words(row.group(3))).as(name).isEqualTo(labels);
        });
    assertThat(left).as("not documented").isEmpty();
  }

  private static Set<String> words(String text) {
    return Pattern.compile("\\w+")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  @Test
  void a_job_that_broke_off_says_why(Cluster cluster, @TempDir Path folder) throws Exception {
    TestRepository.on(cluster, folder, "brokenoff")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("brokenoff"));
    try (Node _ = Node.start(FeatureRepository.settings(folder)).announce()) {
      Path inTheWay = Files.writeString(folder.resolve(".tidemark/warehouse"), "no folder");
      TestCommand.done(folder, "apply", "--yes");
      String page = TestCommand.done(folder, "status").out();
      while (!page.contains("broke off")) {
        Thread.sleep(200);
        page = TestCommand.done(folder, "status").out();
      }
      assertThat(page)
          .containsPattern("history orders__customer +failed")
          .containsPattern("history orders__customer broke off at \\S+Z: .*" + inTheWay);
      Files.delete(inTheWay);
      TestCommand.done(folder, "status", "--wait");
      assertThat(TestCommand.done(folder, "status").out())
          .containsPattern("history orders__customer +running")
          .contains("broke off");
    }
  }

  @Test
  void many_bad_events_raise_an_alert(Cluster cluster, @TempDir Path folder) throws Exception {
    TestRepository.on(cluster, folder, "alarm")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("alarm"));
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      Shop.publish(
          cluster.bootstrapServers(), "alarm.orders", Collections.nCopies(98, orderNow("a")));
      Shop.publish(cluster.bootstrapServers(), "alarm.orders", List.of("{"));
      TestCommand.done(folder, "status", "--wait");
      assertThat(TestCommand.done(folder, "status").out())
          .as("1 % of too few events")
          .doesNotContain("ALERT");

      Shop.publish(cluster.bootstrapServers(), "alarm.orders", List.of("{"));
      TestCommand.done(folder, "status", "--wait");
      assertThat(TestCommand.done(folder, "status").out())
          .contains(
              "ALERT: 2.0 % of the events of source orders within five minutes were refused",
              "tidemark dead-letters list --source orders");
      Prometheus metrics =
          Prometheus.scrape(
              node, m -> m.value("tidemark_dead_letter_alert{source=\"orders\"}") == 1);
      assertThat(metrics.value("tidemark_dead_letter_share{source=\"orders\"}")).isEqualTo(0.02);
    }
  }
}
