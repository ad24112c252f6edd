package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.ExitCode;
import dev.tidemark.cli.follow.Follower;
import dev.tidemark.cli.node.Bootstrap;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.git.BranchCheckout;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What lands on a branch, and what becomes of it. */
@ExtendWith(SharedCluster.class)
class FollowTest {
  private static final String LAST = "  - {name: orders, aggregate: count, window: lifetime}";
  private static final String MORE =
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
    String commit = land(cluster, "landed", definitions("landed"));

    assertThat(once().out())
        .contains(
            "+ entity customer",
            "Applied version 1 (commit " + commit.substring(0, 7) + " by Ada)");
    Version.Origin origin = deployed("landed").orElseThrow().origin();
    assertThat(origin.commit()).contains(commit);
    assertThat(origin.author()).isEqualTo("Ada");
    assertThat(origin.dirty()).isFalse();

    TestCommand again = once();
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).contains("No changes in commit");
    assertThat(deployed("landed").orElseThrow().number()).isEqualTo(1);
  }

  @Test
  void what_is_not_valid_is_refused_loudly_until_it_is_mended(Cluster cluster) throws Exception {
    land(cluster, "mended", definitions("mended"));
    try (Rounds rounds = new Rounds()) {
      assertThat(rounds.next()).isEqualTo(ExitCode.DONE);
      String wrong =
          land(cluster, "mended", definitions("mended").replace("of: price", "of: prize"));

      assertThat(rounds.next()).isEqualTo(ExitCode.USAGE);
      assertThat(rounds.said())
          .containsPattern("shop.yaml:20:\\d+: .*prize.*price")
          .contains("Refused commit " + wrong.substring(0, 7) + " by Ada: 1 problem.");
      assertThat(rounds.next()).isEqualTo(ExitCode.USAGE);
      assertThat(rounds.said()).isEmpty();
      assertThat(deployed("mended").orElseThrow().number()).isEqualTo(1);
      assertThat(once().exitCode()).isEqualTo(2);

      String mended = land(cluster, "mended", definitions("mended").replace(LAST, MORE));
      assertThat(rounds.next()).isEqualTo(ExitCode.DONE);
      assertThat(deployed("mended").orElseThrow().origin().commit()).contains(mended);
    }
  }

  @Test
  void a_breaking_commit_is_refused_unless_that_is_allowed(Cluster cluster) throws Exception {
    land(cluster, "broken", definitions("broken"));
    assertThat(once().exitCode()).isZero();
    land(
        cluster,
        "broken",
        definitions("broken").replace("price, type: DOUBLE", "price, type: INT64"));

    TestCommand refused = once();
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("Breaking:", "price", "Refused commit", "--allow-breaking");
    assertThat(deployed("broken").orElseThrow().number()).isEqualTo(1);
    assertThat(once("--allow-breaking").exitCode()).isZero();
    assertThat(deployed("broken").orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void a_branch_that_is_gone_is_told_once_and_followed_when_it_is_back(Cluster cluster)
      throws Exception {
    land(cluster, "gone", definitions("gone"));
    try (Rounds rounds = new Rounds()) {
      assertThat(rounds.next()).isEqualTo(ExitCode.DONE);
      upstream.deleteBranch();
      assertThat(rounds.next()).isEqualTo(ExitCode.FAILED);
      assertThat(rounds.said()).contains("Cannot fetch branch main of file:", "refs/heads/main");
      assertThat(rounds.next()).isEqualTo(ExitCode.FAILED);
      assertThat(rounds.said()).isEmpty();

      Path elsewhere = folder.resolve("elsewhere.git");
      Files.move(upstream.bare(), elsewhere);
      assertThat(rounds.next()).isEqualTo(ExitCode.FAILED);
      assertThat(rounds.said()).contains("Cannot fetch branch main of file:");
      Files.move(elsewhere, upstream.bare());

      land(cluster, "gone", definitions("gone").replace(LAST, MORE));
      assertThat(rounds.next()).isEqualTo(ExitCode.DONE);
      assertThat(rounds.said()).contains("Following branch main of file:", " again");
      assertThat(deployed("gone").orElseThrow().number()).isEqualTo(2);
    }
  }

  @Test
  void a_branch_that_was_moved_back_is_another_commit(Cluster cluster) throws Exception {
    String first = land(cluster, "back", definitions("back"));
    try (Rounds rounds = new Rounds()) {
      rounds.next();
      land(cluster, "back", definitions("back").replace(LAST, MORE));
      rounds.next();
      upstream.move(first);
      assertThat(rounds.next()).isEqualTo(ExitCode.DONE);
    }
    Version version = deployed("back").orElseThrow();
    assertThat(version.number()).isEqualTo(3);
    assertThat(version.origin().commit()).contains(first);
    assertThat(version.definitions().views().getFirst().features()).hasSize(5);
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
    assertThat(deployed(upstream.files().path("ml/features"), "deep")).isPresent();
  }

  @Test
  void a_cluster_that_does_not_answer_is_tried_again() throws Exception {
    upstream
        .files()
        .write("tidemark.yaml", "project: lost\nkafka: {bootstrap.servers: \"localhost:1\"}\n")
        .write("shop.yaml", definitions("lost"));
    upstream.push("Ada");
    try (Rounds rounds = new Rounds()) {
      assertThat(rounds.next()).isEqualTo(ExitCode.FAILED);
      assertThat(rounds.said()).contains("Cannot reach Kafka at localhost:1");
      assertThat(rounds.next()).isEqualTo(ExitCode.FAILED);
      assertThat(rounds.said()).isEmpty();
    }
  }

  @Test
  void without_a_cluster_in_the_branch_one_of_the_same_project_is_needed_here() throws Exception {
    upstream.files().write("tidemark.yaml", "project: theirs\n");
    land(definitions("theirs"));
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
    land(definitions("served"));
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

        land(definitions("served").replace("of: price", "of: prize"));
        awaitLog("Refused commit");
        assertThat(lookup(node).values("orders").get(0).asInt()).isEqualTo(1);

        land(definitions("served").replace(LAST, MORE));
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

  private String land(Cluster cluster, String project, String definitions) throws Exception {
    TestRepository.on(cluster, upstream.files().folder(), project);
    return land(definitions);
  }

  private String land(String definitions) throws Exception {
    upstream.files().write("shop.yaml", definitions);
    return upstream.push("Ada");
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

  private Optional<Version> deployed(String project) {
    return deployed(upstream.files().folder(), project);
  }

  private static Optional<Version> deployed(Path repository, String project) {
    Settings settings = FeatureRepository.settings(repository);
    try (RegistryTopic registry = new RegistryTopic(settings.kafka(), project)) {
      return registry.current();
    }
  }

  /** One follower, round by round. */
  private final class Rounds implements AutoCloseable {
    private final BranchCheckout checkout;
    private final Follower follower;
    private final StringWriter err = new StringWriter();

    Rounds() throws Exception {
      Path work = Files.createTempDirectory(folder, "work");
      checkout = BranchCheckout.in(work, upstream.url(), "main");
      Console console =
          new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);
      follower = new Follower(checkout, new Follower.Rules(work, false, Rounds::kafka), console);
    }

    private static Map<String, String> kafka(Settings settings) {
      return Bootstrap.reachable(settings.kafka());
    }

    ExitCode next() {
      return follower.round();
    }

    /** What has been said since the last call. */
    String said() {
      String said = err.toString();
      err.getBuffer().setLength(0);
      return said;
    }

    @Override
    public void close() {
      checkout.close();
    }
  }
}
