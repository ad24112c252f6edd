package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What lands on a branch, and what becomes of it. */
@ExtendWith(SharedCluster.class)
class FollowTest {
  static final String LAST = "  - {name: orders, aggregate: count, window: lifetime}";
  static final String MORE =
      LAST + "\n  - {name: dearest, aggregate: max, of: price, window: lifetime}";

  @TempDir Path folder;
  private Upstream upstream;

  @BeforeEach
  void begin() throws Exception {
    upstream = Upstream.below(folder);
  }

  @AfterEach
  void end() {
    upstream.close();
  }

  @Test
  void what_lands_is_applied_with_its_commit_and_author(Cluster cluster) throws Exception {
    String commit = upstream.land(cluster, "landed", definitions("landed"));

    assertThat(once().out())
        .contains(
            "+ entity customer",
            "Applied version 1 (commit " + commit.substring(0, 7) + " by Ada)");
    Version.Origin origin = upstream.deployed("landed").orElseThrow().origin();
    assertThat(origin.commit()).contains(commit);
    assertThat(origin.author()).isEqualTo("Ada");
    assertThat(origin.dirty()).isFalse();

    TestCommand again = once();
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).contains("No changes in commit");
    upstream.land(definitions("landed").replace("of: price", "of: prize"));
    assertThat(once().exitCode()).isEqualTo(2);
    assertThat(upstream.deployed("landed").orElseThrow().number()).isEqualTo(1);
  }

  @Test
  void a_breaking_commit_is_refused_unless_that_is_allowed(Cluster cluster) throws Exception {
    upstream.land(cluster, "broken", definitions("broken"));
    assertThat(once().exitCode()).isZero();
    upstream.land(
        cluster,
        "broken",
        definitions("broken").replace("price, type: DOUBLE", "price, type: INT64"));

    TestCommand refused = once();
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("Breaking:", "price", "Refused commit", "--allow-breaking");
    assertThat(upstream.deployed("broken").orElseThrow().number()).isEqualTo(1);
    assertThat(once("--allow-breaking").exitCode()).isZero();
    assertThat(upstream.deployed("broken").orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void a_folder_of_the_repository_may_be_followed(Cluster cluster) throws Exception {
    TestRepository.on(cluster, upstream.files().path("ml/features"), "deep")
        .write("shop.yaml", definitions("deep"));
    upstream.push("Ada");

    TestCommand root = once();
    assertThat(root.exitCode()).isEqualTo(2);
    assertThat(root.err()).contains("no tidemark.yaml", "--path").doesNotContain("tidemark-follow");
    assertThat(once("--path", "../else").exitCode()).isEqualTo(2);
    assertThat(once("--path", "ml/features").exitCode()).isZero();
    assertThat(Upstream.deployed(upstream.files().path("ml/features"), "deep")).isPresent();
  }

  @Test
  void without_a_cluster_in_the_branch_one_of_the_same_project_is_needed_here() throws Exception {
    upstream.files().write("tidemark.yaml", "project: theirs\n");
    upstream.land(definitions("theirs"));
    assertThat(once().err()).contains("there is no tidemark.yaml in " + folder, "-C DIR");

    TestRepository.embedded(folder, "ours");
    TestCommand other = once();
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("Cannot apply project theirs", "of project ours", "-C");
    TestRepository.embedded(folder, "theirs");
    assertThat(once().err()).contains("No Tidemark runs on " + folder);
  }

  @Test
  void what_cannot_be_followed_says_so_without_a_password() {
    TestCommand unreachable =
        run("--repo", "https://token:hunter2@localhost:1/features.git", "--once");
    assertThat(unreachable.exitCode()).isEqualTo(1);
    assertThat(unreachable.err())
        .contains("Cannot fetch branch main of https://localhost:1/features.git")
        .doesNotContain("hunter2", "token", "\tat ");
    TestCommand interval = run("--repo", upstream.url(), "--interval", "30");
    assertThat(interval.exitCode()).isEqualTo(2);
    assertThat(interval.err()).contains("Cannot read duration 30", "30s");
  }

  @Test
  void a_node_goes_on_answering_whatever_lands() throws Exception {
    Path local = folder.resolve("local");
    TestRepository.embedded(local, "served");
    upstream.files().write("tidemark.yaml", "project: served\nstate: {partitions: 4}\n");
    upstream.land(definitions("served"));
    try (Node node = Node.start(FeatureRepository.settings(local)).announce()) {
      Process follow = start(local);
      try {
        awaitLog("Applied version 1");
        TestCommand.done(local, "status", "--wait");
        Shop.publish(
            node.bootstrapServers(),
            "served.orders",
            List.of(Shop.order(7, "mug", 9, "2026-01-01T11:00:00Z", null)));
        TestCommand.done(local, "status", "--wait");

        upstream.land(definitions("served").replace("of: price", "of: prize"));
        awaitLog("Refused commit");
        assertThat(lookup(node).values("orders").get(0).asInt()).isEqualTo(1);

        upstream.land(definitions("served").replace(LAST, MORE));
        awaitLog("Applied version 2");
        TestCommand.done(local, "status", "--wait");
        assertThat(lookup(node).values("dearest").get(0).asDouble()).isEqualTo(9.0);
      } finally {
        follow.destroy();
        assertThat(follow.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      try (var left = Files.list(folder.resolve("tmp"))) {
        assertThat(left.filter(path -> path.toString().contains("tidemark-follow"))).isEmpty();
      }
    }
  }

  private static Http.Answer lookup(Node node) {
    return new Http(node.http())
        .lookup("{\"feature_service\": \"checkout_v1\", \"entities\": {\"customer\": [7]}}");
  }

  private Process start(Path local) throws Exception {
    Files.createDirectories(folder.resolve("tmp"));
    ProcessBuilder follow =
        new ProcessBuilder(
                TidemarkProcess.command(
                    "follow", "--repo", upstream.url(), "--interval", "1s", "-C", local.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("follow.log").toFile());
    follow.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder.resolve("tmp"));
    return follow.start();
  }

  private void awaitLog(String text) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String log = "";
    while (!log.contains(text)) {
      assertThat(System.nanoTime()).as(log).isLessThan(deadline);
      Thread.sleep(100);
      log = Files.readString(folder.resolve("follow.log"));
    }
  }

  private static String definitions(String project) {
    return Shop.DEFINITIONS.formatted(project);
  }

  private TestCommand once(String... more) {
    List<String> args = new ArrayList<>(List.of("--repo", upstream.url(), "--once"));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private TestCommand run(String... args) {
    List<String> all = new ArrayList<>(List.of("follow"));
    all.addAll(List.of(args));
    return TestCommand.run(folder, all.toArray(String[]::new));
  }
}
