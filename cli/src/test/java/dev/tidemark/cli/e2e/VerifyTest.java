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
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A node and its history, and what verify says of them. */
@ExtendWith(SharedCluster.class)
class VerifyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-03-28T12:00:00Z");

  private static final String DEFINITIONS =
      """
      kind: Entity
      name: pair
      keys: [{name: a, type: INT64}, {name: b, type: INT64}]
      ---
      kind: Entity
      name: who
      keys: [{name: who, type: STRING}]
      ---
      kind: Source
      name: moves
      topic: verified.moves
      format: JSON
      event_time: {column: time, format: ISO_8601}
      columns:
        - {name: a, type: INT64}
        - {name: b, type: INT64}
        - {name: who, type: STRING}
        - {name: x, type: DOUBLE}
        - {name: f, type: FLOAT}
        - {name: raw, type: BYTES}
        - {name: seen, type: TIMESTAMP}
        - {name: tags, type: ARRAY<STRING>}
        - {name: up, type: BOOL}
      ---
      kind: FeatureView
      name: of_pair
      entity: pair
      source: moves
      ttl: 1h
      features:
        - {name: x, type: DOUBLE, from: x}
        - {name: f, type: FLOAT, from: f}
        - {name: raw, type: BYTES, from: raw}
        - {name: seen, type: TIMESTAMP, from: seen}
        - {name: tags, type: ARRAY<STRING>, from: tags}
        - {name: moves_10m, aggregate: count, window: 10m}
        - {name: mean_1h, aggregate: mean, of: x, window: 1h, offset: 5m}
        - {name: sum, aggregate: sum, of: x, window: lifetime}
      ---
      kind: FeatureView
      name: of_who
      entity: who
      source: moves
      where: up
      features:
        - {name: last_a, type: INT64, from: a}
        - {name: deviation_2h, aggregate: stddev, of: x, window: 2h, resolution: 10m}
        - {name: three, aggregate: last_n, n: 3, of: raw, window: 1d}
      ---
      kind: OnDemandFeatureView
      name: together
      inputs: [of_pair, of_who]
      request: [{name: more, type: INT64}]
      features:
        - {name: total, type: INT64, expression: "of_pair.moves_10m + of_who.last_a + more"}
      """;

  @TempDir static Path folder;

  private static Node node;

  @BeforeAll
  static void start(Cluster cluster) throws Exception {
    TestRepository.on(cluster, folder, "verified").write("moves.yaml", DEFINITIONS);
    node = Node.start(FeatureRepository.settings(folder)).announce();
    TestCommand.done(folder, "apply", "--yes");
    Shop.publish(cluster.bootstrapServers(), "verified.moves", moves(400));
    TestCommand.done(folder, "status", "--wait");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static List<String> moves(int count) throws Exception {
    Random random = new Random(7);
    List<String> moves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant time = START.plusSeconds(random.nextInt(3 * 3_600));
      moves.add(
          JSON.createObjectNode()
              .put("time", time.toString())
              .put("a", List.of(1, 11).get(random.nextInt(2)))
              .put("b", List.of(1, 11, 111).get(random.nextInt(3)))
              .put("who", List.of("x", "é𝄞", "").get(random.nextInt(3)))
              .put("x", random.nextInt(4) == 0 ? null : (Double) (random.nextInt() / 7.0))
              .put("f", random.nextInt() / 3f)
              .put("raw", Base64.getEncoder().encodeToString(new byte[] {(byte) i, -1}))
              .put("seen", time.plusNanos(123_456_000).toString())
              .put("up", random.nextInt(3) > 0)
              .set("tags", JSON.createArrayNode().add("t" + i).addNull())
              .toString());
    }
    return moves;
  }

  @Test
  void both_stores_say_the_same_of_every_feature() throws Exception {
    TestCommand command = TestCommand.done(folder, "verify", "--sample", "600", "--json");
    JsonNode report = JSON.readTree(command.out());
    assertThat(report.path("differing").asInt()).isZero();
    assertThat(report.path("rows").asInt()).isEqualTo(600);
    assertThat(report.path("features")).hasSize(12);
    for (JsonNode feature : report.path("features")) {
      assertThat(feature.path("compared").asInt()).as(feature.toString()).isEqualTo(200);
      assertThat(feature.path("equal").asInt()).as(feature.toString()).isEqualTo(200);
    }
    assertThat(TestCommand.done(folder, "verify", "--sample", "10").out())
        .contains("FEATURE", "of_pair:moves_10m", "37 values of 10 keys and moments", "all equal");
  }

  @Test
  void an_event_that_one_store_lacks_is_named() throws Exception {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder.resolve(".tidemark/warehouse"))) {
      files = found.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
    List<byte[]> before = new ArrayList<>();
    for (Path file : files) {
      before.add(Files.readAllBytes(file));
      withoutTheLastOnes(file);
    }
    TestCommand command;
    TestCommand json;
    try {
      command = TestCommand.run(folder, "verify", "--sample", "600");
      json = TestCommand.run(folder, "verify", "--sample", "600", "--json");
    } finally {
      for (int i = 0; i < files.size(); i++) {
        Files.write(files.get(i), before.get(i));
      }
    }
    assertThat(command.exitCode()).as(command.toString()).isEqualTo(1);
    assertThat(command.out())
        .containsPattern("of_who:deviation_2h differs for who=(x|é𝄞|) at 2026-03-28T.*Z")
        .containsPattern("  online:  [1-9]")
        .contains("of_who:deviation_2h counts events from 2026-03-28T")
        .containsPattern("only online: offset [0-9]+, 2026-03-28T.*Z, ")
        .containsPattern("[1-9][0-9]* differ; --seed [0-9]+ asks the same again");
    assertThat(json.exitCode()).isEqualTo(1);
    JsonNode report = JSON.readTree(json.out());
    assertThat(report.path("differing").asInt()).isPositive();
    assertThat(report.path("differences").findValuesAsText("feature")).contains("of_pair:sum");
  }

  /** As a program that must not would do it. */
  private static void withoutTheLastOnes(Path file) throws Exception {
    Path rewritten = Files.createTempFile(folder, "rewritten", ".tmp");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          """
          COPY (FROM read_parquet('%1$s', hive_partitioning = false)
            WHERE log_offset < (SELECT max(log_offset) - 20 FROM '%1$s')) TO '%2$s' (FORMAT parquet)
          """
              .formatted(file, rewritten));
    }
    Files.copy(rewritten, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void some_features_alone_are_compared() throws Exception {
    TestCommand command =
        TestCommand.done(folder, "verify", "--features", "of_who:last_a,together:total", "--json");
    assertThat(JSON.readTree(command.out()).path("features").findValuesAsText("feature"))
        .containsExactly("of_who:last_a", "together:total");
  }

  @Test
  void a_watch_goes_on_and_tells_prometheus() throws Exception {
    Path log = Files.createTempFile(folder, "watch", ".log");
    Process watch =
        DevProcess.launch(
            log,
            "verify",
            "--watch",
            "--rate",
            "5",
            "--metrics-port",
            "0",
            "-C",
            folder.toString());
    try {
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!Files.readString(log).contains("counted apart")) {
        assertThat(watch.isAlive()).as(Files.readString(log)).isTrue();
        assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(deadline);
        Thread.sleep(100);
      }
      Matcher address =
          Pattern.compile("(http://localhost:[0-9]+)/metrics").matcher(Files.readString(log));
      assertThat(address.find()).isTrue();
      assertThat(new Http(address.group(1)).get("/metrics").body())
          .contains(
              "tidemark_verify_values_total{feature=\"of_pair:x\",verdict=\"equal\"} 16",
              "tidemark_verify_values_total{feature=\"of_pair:x\",verdict=\"different\"} 0",
              "tidemark_verify_failed_rounds_total 0",
              "tidemark_verify_round_seconds_count 1",
              "tidemark_verify_last_round_timestamp_seconds");
      assertThat(Files.readString(log)).contains("values of 50 keys compared", "0 differ");
    } finally {
      watch.destroy();
    }
    assertThat(watch.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void what_cannot_be_verified_is_refused() {
    TestCommand none = TestCommand.run(folder, "verify", "--sample", "0");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("Cannot verify --sample 0: give at least 1");
    TestCommand unknown = TestCommand.run(folder, "verify", "--features", "of_whom:last_a");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("of_whom", "did you mean of_who");
  }
}
