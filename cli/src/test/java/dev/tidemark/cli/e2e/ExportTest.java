package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files in and out, by commands. */
@ExtendWith(SharedCluster.class)
class ExportTest {
  private static final String ROW = "7,2026-03-01T00:00:00Z\n";

  @TempDir static Path folder;
  private static TestRepository repository;
  private static Node node;

  @BeforeAll
  static void start(Cluster cluster) {
    repository =
        TestRepository.on(cluster, folder, "exports")
            .write("shop.yaml", Shop.DEFINITIONS.formatted("exports"));
    node = Node.start(FeatureRepository.settings(folder)).announce();
    TestCommand.done(folder, "apply", "--yes");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void a_spine_without_a_key_column_is_refused_by_name() throws IOException {
    refused("client,event_timestamp\n" + ROW, "out/a.csv", "key column customer");
  }

  @Test
  void a_spine_without_the_timestamp_column_is_refused_by_name() throws IOException {
    refused("customer,at\n" + ROW, "out/b.csv", "timestamp column event_timestamp");
  }

  @Test
  void an_unparsable_timestamp_is_refused_by_its_row() throws IOException {
    refused(
        "customer,event_timestamp\n" + ROW.repeat(16) + "7,noon\n" + ROW, "out/c.parquet", "17");
  }

  @Test
  void an_output_that_cannot_be_written_is_refused_by_name() throws IOException {
    refused("customer,event_timestamp\n" + ROW, "nowhere/d.csv", "nowhere");
  }

  @Test
  void a_csv_file_is_published_with_the_types_of_its_source() throws IOException {
    repository
        .write(
            "orders.csv",
            """
            customer,item,price,time,recorded
            21,"tea, green",2.50,2026-01-01T10:00:00Z,
            21,,1,2026-01-01T11:00:00Z,
            """)
        .write("spine21.csv", "customer,event_timestamp\n21,2026-01-01T12:00:00Z\n");
    assertThat(
            TestCommand.done(folder, "publish", "orders", folder.resolve("orders.csv").toString())
                .out())
        .contains("Published 2 events");
    assertThat(export("spine21.csv", "out21.csv").exitCode()).isZero();
    assertThat(Files.readAllLines(folder.resolve("out21.csv")).get(1))
        .isEqualTo("21,2026-01-01T12:00:00Z,,1,3.5,2,\"[\"\"tea, green\"\"]\"");
  }

  @Test
  void rebased_events_keep_their_distances_and_end_now() {
    repository.write(
        "old.jsonl",
        Shop.order(31, "tea", 1, "2020-01-01T10:00:00Z", null)
            + "\n"
            + Shop.order(31, "mug", 1, "2020-01-01T10:59:00Z", null)
            + "\n"
            + Shop.order(31, "old", 1, "2020-01-01T08:00:00Z", null)
            + "\n");
    TestCommand.done(
        folder, "publish", "orders", folder.resolve("old.jsonl").toString(), "--rebase-time");
    TestCommand.done(folder, "status", "--wait");
    Http.Answer answer =
        new Http(node.http())
            .lookup(
                """
                {"feature_service": "checkout_v1", "entities": {"customer": [31]}}\
                """);
    assertThat(answer.values("orders_1h").get(0).asInt()).isEqualTo(2);
    assertThat(answer.values("last_item").get(0).asText()).isEqualTo("mug");
    assertThat(answer.values("items").get(0).toString()).isEqualTo("[\"mug\",\"tea\",\"old\"]");
  }

  @Test
  void a_file_with_a_broken_line_publishes_nothing() {
    repository.write(
        "broken.jsonl",
        Shop.order(41, "tea", 1, "2026-01-01T10:00:00Z", null) + "\n{\"customer\": 41\n");
    TestCommand publish =
        TestCommand.run(folder, "publish", "orders", folder.resolve("broken.jsonl").toString());
    assertThat(publish.exitCode()).isEqualTo(1);
    assertThat(publish.err()).contains("broken.jsonl", "line 2", "nothing was published");
    TestCommand.done(folder, "status", "--wait");
    TestCommand get =
        TestCommand.done(folder, "get", "--service", "checkout_v1", "--entity", "customer=41");
    assertThat(get.out()).containsPattern("orders +0 \\(NOT_FOUND\\)");
  }

  private void refused(String spine, String out, String named) throws IOException {
    repository.write("wrong.csv", spine);
    Files.createDirectories(folder.resolve("out"));
    TestCommand export = export("wrong.csv", out);
    assertThat(export.exitCode()).as(export.err()).isIn(1, 2);
    assertThat(export.err()).contains(named).doesNotContain("\tat ").hasLineCount(1);
    try (Stream<Path> left = Files.list(folder.resolve("out"))) {
      assertThat(left).isEmpty();
    }
  }

  private static TestCommand export(String spine, String out) {
    return TestCommand.run(
        folder,
        "export",
        "--service",
        "checkout_v1",
        "--spine",
        folder.resolve(spine).toString(),
        "--out",
        folder.resolve(out).toString());
  }
}
