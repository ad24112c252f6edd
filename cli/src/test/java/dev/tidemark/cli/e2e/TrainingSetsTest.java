package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Training sets, by commands, of a day's orders of two customers. */
@ExtendWith(SharedCluster.class)
class TrainingSetsTest {
  @TempDir static Path folder;
  private static TestRepository repository;
  private static Node node;

  @BeforeAll
  static void publish(Cluster cluster) {
    repository =
        TestRepository.on(cluster, folder, "sets")
            .write("shop.yaml", Shop.DEFINITIONS.formatted("sets"))
            .write(
                "day.jsonl",
                lines(
                    Shop.order(1, "tea", 2, "2026-01-01T10:00:00Z", null),
                    Shop.order(1, "mug", 3, "2026-01-01T11:00:00Z", null),
                    Shop.order(2, "tea", 5, "2026-01-01T12:00:00Z", null)))
            .write(
                "spine.csv",
                "customer,event_timestamp\n1,2026-01-01T10:30:00Z\n2,2026-01-01T12:00:00Z\n"
                    + "1,2026-01-01T23:00:00Z\n");
    node = Node.start(FeatureRepository.settings(folder)).announce();
    TestCommand.done(folder, "apply", "--yes");
    TestCommand.done(folder, "publish", "orders", path("day.jsonl"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String lines(String... events) {
    return String.join("\n", events) + "\n";
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static List<String> exported(String out, String... options) throws IOException {
    TestCommand.done(folder, arguments(out, options));
    return Files.readAllLines(folder.resolve(out));
  }

  private static String[] arguments(String out, String... options) {
    List<String> all = new ArrayList<>(List.of("export", "--out", path(out)));
    all.addAll(Arrays.asList(options));
    return all.toArray(String[]::new);
  }

  private static TestCommand refused(String... options) {
    TestCommand export = TestCommand.run(folder, arguments("refused.csv", options));
    assertThat(export.exitCode()).as(export.err()).isIn(1, 2);
    assertThat(folder.resolve("refused.csv")).doesNotExist();
    return export;
  }

  @Test
  void some_features_of_a_service_are_named_by_their_names() throws IOException {
    assertThat(
            exported(
                "some.csv",
                "--service",
                "checkout_v1",
                "--features",
                "spent,last_item",
                "--spine",
                path("spine.csv")))
        .containsExactly(
            "customer,event_timestamp,spent,last_item",
            "1,2026-01-01T10:30:00Z,2.0,tea",
            "2,2026-01-01T12:00:00Z,,tea",
            "1,2026-01-01T23:00:00Z,5.0,mug");
    assertThat(
            refused("--service", "checkout_v1", "--features", "spend", "--spine", path("spine.csv"))
                .err())
        .contains("Cannot find feature spend in the service");
  }

  @Test
  void labels_come_from_the_future_as_far_as_it_is_known() throws IOException {
    assertThat(
            exported(
                "labelled.csv",
                "--features",
                "orders_of_customer:orders",
                "--label-from",
                "orders_of_customer:spent@2h",
                "--spine",
                path("spine.csv")))
        .containsExactly(
            "customer,event_timestamp,orders,label__spent",
            "1,2026-01-01T10:30:00Z,1,5.0",
            "2,2026-01-01T12:00:00Z,0,5.0",
            "1,2026-01-01T23:00:00Z,2,5.0");
    assertThat(
            exported(
                    "unknown.csv",
                    "--features",
                    "orders_of_customer:orders",
                    "--label-from",
                    "orders_of_customer:spent@36500d",
                    "--spine",
                    path("spine.csv"))
                .get(1))
        .isEqualTo("1,2026-01-01T10:30:00Z,1,");
    assertThat(
            refused(
                    "--features",
                    "orders_of_customer:orders",
                    "--label-from",
                    "orders_of_customer",
                    "--spine",
                    path("spine.csv"))
                .err())
        .contains("--label-from", "expected a view or a feature and how long after");
  }

  @Test
  void what_was_not_there_yet_is_left_out_by_arrival() throws IOException {
    // The orders were published long after they happened
    assertThat(
            exported(
                "arrived.csv",
                "--features",
                "orders_of_customer:orders",
                "--known-at",
                "arrival",
                "--spine",
                path("spine.csv")))
        .containsExactly(
            "customer,event_timestamp,orders",
            "1,2026-01-01T10:30:00Z,0",
            "2,2026-01-01T12:00:00Z,0",
            "1,2026-01-01T23:00:00Z,0");
    TestCommand explained =
        TestCommand.done(
            folder,
            "export",
            "--explain",
            "--features",
            "orders_of_customer:orders,orders_of_customer:last_item",
            "--spine",
            path("spine.csv"));
    assertThat(explained.out()).contains("COLUMN", "CHANGED LATER", "last_item", "100 %");
    assertThat(explained.err())
        .contains("Warning: last_item: 100 % of the rows have a value that was not known yet");
    TestCommand json =
        TestCommand.done(
            folder,
            "export",
            "--explain",
            "--json",
            "--features",
            "orders_of_customer:last_item",
            "--spine",
            path("spine.csv"));
    assertThat(json.out()).contains("\"optimistic\" : true", "\"rows\" : 3");
  }

  @Test
  void a_query_or_the_keys_of_a_view_may_be_the_spine() throws IOException {
    assertThat(
            exported(
                "queried.csv",
                "--features",
                "orders_of_customer:orders",
                "--spine-sql",
                "SELECT customer::BIGINT AS customer, event_timestamp::TIMESTAMPTZ AS"
                    + " event_timestamp FROM '"
                    + path("spine.csv")
                    + "' WHERE customer = 2"))
        .containsExactly("customer,event_timestamp,orders", "2,2026-01-01T12:00:00Z,0");
    assertThat(
            exported(
                "keys.csv",
                "--features",
                "orders_of_customer:orders",
                "--entities-from",
                "orders_of_customer",
                "--every",
                "1h",
                "--from",
                "2026-01-01T11:30:00Z",
                "--to",
                "2026-01-01T12:30:00Z"))
        .containsExactly(
            "customer,event_timestamp,orders",
            "1,2026-01-01T11:30:00Z,2",
            "1,2026-01-01T12:30:00Z,2",
            "2,2026-01-01T12:30:00Z,1");
    assertThat(
            refused(
                    "--features",
                    "orders_of_customer:orders",
                    "--entities-from",
                    "orders_of_customer",
                    "--every",
                    "1h")
                .err())
        .contains("needs --every, --from and --to");
    assertThat(refused("--features", "orders_of_customer:orders").err())
        .contains("name the rows, with --spine FILE, --spine-sql QUERY, --entities-from VIEW or");
  }

  @Test
  void a_set_is_reproduced_after_another_day_and_two_other_definitions() throws IOException {
    repository
        .write("february.jsonl", lines(Shop.order(91, "tea", 2, "2026-02-01T10:00:00Z", null)))
        .write("spine91.csv", "customer,event_timestamp\n91,2026-02-01T10:30:00Z\n92,2026-02-03\n");
    TestCommand.done(folder, "publish", "orders", path("february.jsonl"));
    exported(
        "first.csv",
        "--service",
        "checkout_v1",
        "--split",
        "train:0.5,test:0.5",
        "--split-by",
        "customer",
        "--spine",
        path("spine91.csv"));
    for (String window : List.of("2h", "5h")) {
      repository
          .write(
              "shop.yaml",
              Shop.DEFINITIONS
                  .formatted("sets")
                  .replace("window: 1h}", "window: " + window + "}")
                  .replace("features: [orders_of_customer]", "features: [orders_of_customer]\n"))
          .write(
              "late.jsonl",
              lines(
                  Shop.order(91, "late " + window, 7, "2026-02-01T10:15:00Z", null),
                  Shop.order(92, "new", 1, "2026-02-02T10:00:00Z", null)));
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "publish", "orders", path("late.jsonl"));
    }
    TestCommand.done(folder, "status", "--wait");
    TestCommand again =
        TestCommand.done(
            folder,
            "export",
            "--reproduce",
            path("first.csv.manifest.json"),
            "--out",
            path("again.csv"));

    assertThat(folder.resolve("again.csv")).hasSameBinaryContentAs(folder.resolve("first.csv"));
    assertThat(again.out()).contains("Wrote " + path("again.csv") + ": 2 rows");
    Files.writeString(
        folder.resolve("spine91.csv"), Files.readString(folder.resolve("spine91.csv")) + "\n");
    TestCommand changed =
        TestCommand.run(
            folder,
            "export",
            "--reproduce",
            path("first.csv.manifest.json"),
            "--out",
            path("no.csv"));
    assertThat(changed.exitCode()).isEqualTo(1);
    assertThat(changed.err()).contains("Cannot reproduce: the spine has SHA-256");
    assertThat(folder.resolve("no.csv")).doesNotExist();
  }

  @Test
  void nothing_temporary_is_left() throws IOException {
    exported("left.csv", "--features", "orders_of_customer:orders", "--spine", path("spine.csv"));
    refused("--features", "orders_of_customer:orders", "--spine", path("day.jsonl"));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".tmp"));
    }
  }
}
