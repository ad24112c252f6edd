package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A running node moves from version to version, and those who look features up do not notice. */
@ExtendWith(SharedCluster.class)
class SwapTest {
  private static final int APPLIES = Integer.getInteger("tidemark.applies", 8);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LOOKUP =
      """
      {"features": ["of_customer:orders", "of_customer:last_item", "of_item:sold"],
       "entities": {"customer": [7], "item": ["tea"]}}
      """;

  private static final String DEFINITIONS =
      """
      kind: Entity
      name: customer
      keys: [{name: customer, type: INT64}]
      ---
      kind: Entity
      name: item
      keys: [{name: item, type: STRING}]
      ---
      kind: Source
      name: orders
      topic: %s.orders
      event_time: {column: time, format: ISO_8601}
      columns: [{name: customer, type: INT64}, {name: item, type: STRING}, {name: price, type: DOUBLE}]
      ---
      kind: FeatureView
      name: of_customer
      entity: customer
      source: orders
      features:
        - {name: orders, aggregate: count, window: lifetime}
        - {name: last_item, type: STRING, from: item}
      ---
      kind: FeatureView
      name: of_item
      entity: item
      source: orders
      features:
        - {name: sold, aggregate: count, window: lifetime}
      """;

  private static final List<String> MORE =
      List.of(
          "",
          "  - {name: price, type: DOUBLE, from: price}\n",
          "  - {name: sold_1h, aggregate: count, window: 1h}\n",
          "  - {name: dear, aggregate: sum, of: price, window: lifetime, where: price > 1.0}\n");

  @Test
  void applies_in_a_row_disturb_no_lookup(Cluster cluster, @TempDir Path folder) throws Exception {
    TestRepository repository = TestRepository.on(cluster, folder, "swap");
    try (Node node = start(cluster, repository, "swap")) {
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> client =
          CompletableFuture.supplyAsync(() -> lookUp(new Http(node.http()), over));
      for (int i = 1; i <= APPLIES && !client.isDone(); i++) {
        apply(repository, node, "swap", MORE.get(i % MORE.size()));
      }
      over.set(true);
      assertThat(client.get()).as("lookups").isGreaterThan(APPLIES);
    }
  }

  @Test
  void a_meaning_that_comes_back_before_its_old_job_is_gone_is_deployed(
      Cluster cluster, @TempDir Path folder) throws Exception {
    TestRepository repository = TestRepository.on(cluster, folder, "again");
    try (Node node = start(cluster, repository, "again")) {
      for (int i = 0; i < 6; i++) {
        repository.write(
            "shop.yaml", DEFINITIONS.formatted("again") + MORE.get(i % 2 == 0 ? 3 : 0));
        TestCommand.done(folder, "apply", "--yes");
        node.awaitDeployed(PATIENCE);
      }
      assertThat(node.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(values(node, "of_item:sold", "item", "tea").get(0).asInt()).isEqualTo(1);
    }
  }

  @Test
  void only_the_jobs_whose_meaning_changed_are_restarted(Cluster cluster, @TempDir Path folder)
      throws Exception {
    TestRepository repository = TestRepository.on(cluster, folder, "restarts");
    try (Node node = start(cluster, repository, "restarts")) {
      Map<String, Long> before = streamThreads("restarts");
      assertThat(before).containsOnlyKeys("shape.orders", "fold.customer", "fold.item");

      apply(repository, node, "restarts", "description: As sold\n");
      assertThat(streamThreads("restarts")).as("a description").isEqualTo(before);

      apply(repository, node, "restarts", MORE.get(1));
      Map<String, Long> column = streamThreads("restarts");
      assertThat(column).as("a column").isEqualTo(before);
      Shop.publish(
          cluster.bootstrapServers(), "restarts.orders", List.of(order("2026-01-01T11:00:00Z")));
      assertThat(node.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(values(node, "of_item:price", "item", "tea").get(0).asDouble()).isEqualTo(2.5);

      apply(repository, node, "restarts", MORE.get(3));
      Map<String, Long> condition = streamThreads("restarts");
      assertThat(condition.get("shape.orders")).isEqualTo(before.get("shape.orders"));
      assertThat(condition.get("fold.customer")).isEqualTo(before.get("fold.customer"));
      assertThat(condition.get("fold.item")).isNotEqualTo(before.get("fold.item"));
    }
  }

  private static Node start(Cluster cluster, TestRepository repository, String project)
      throws Exception {
    repository.write("shop.yaml", DEFINITIONS.formatted(project));
    Node node = Node.start(FeatureRepository.settings(repository.folder())).announce();
    TestCommand.done(repository.folder(), "apply", "--yes");
    node.awaitDeployed(PATIENCE);
    Shop.publish(
        cluster.bootstrapServers(), project + ".orders", List.of(order("2026-01-01T10:00:00Z")));
    assertThat(node.awaitCaughtUp(PATIENCE)).isTrue();
    return node;
  }

  private static String order(String time) {
    return Shop.order(7, "tea", 2.5, time, null);
  }

  private static void apply(TestRepository repository, Node node, String project, String more)
      throws InterruptedException {
    repository.write("shop.yaml", DEFINITIONS.formatted(project) + more);
    TestCommand.done(repository.folder(), "apply", "--yes");
    assertThat(node.awaitCaughtUp(PATIENCE)).isTrue();
  }

  private static JsonNode values(Node node, String feature, String key, String value) {
    String body =
        """
        {"features": ["%s"], "entities": {"%s": ["%s"]}}
        """
            .formatted(feature, key, value);
    return new Http(node.http()).lookup(body).values(feature.substring(feature.indexOf(':') + 1));
  }

  /** Looks up until it is over; returns how often. */
  private static int lookUp(Http http, AtomicBoolean over) {
    int lookups = 0;
    for (; !over.get(); lookups++) {
      Http.Answer answer = http.lookup(LOOKUP);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.values("orders").get(0).asInt()).as(answer.body()).isEqualTo(1);
      assertThat(answer.values("last_item").get(0).asText()).isEqualTo("tea");
      assertThat(answer.values("sold").get(0).asInt()).as(answer.body()).isEqualTo(1);
    }
    return lookups;
  }

  /** The first thread of each Kafka Streams application of a project, by job. */
  private static Map<String, Long> streamThreads(String project) {
    String prefix = "tidemark." + project + ".";
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith(prefix) && t.getName().endsWith("-StreamThread-1"))
        .collect(Collectors.toMap(t -> job(t, prefix), Thread::threadId, Math::max));
  }

  private static String job(Thread thread, String prefix) {
    String[] parts = thread.getName().substring(prefix.length()).split("[.-]", 3);
    return parts[0] + "." + parts[1];
  }
}
