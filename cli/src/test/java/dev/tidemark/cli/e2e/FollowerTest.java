package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.ExitCode;
import dev.tidemark.cli.follow.Follower;
import dev.tidemark.cli.node.Bootstrap;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.git.BranchCheckout;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A branch that moves while it is followed, round by round. */
@ExtendWith(SharedCluster.class)
class FollowerTest {
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
  void what_is_not_valid_is_refused_loudly_until_it_is_mended(Cluster cluster) throws Exception {
    upstream.land(cluster, "mended", definitions("mended"));
    try (Rounds rounds = new Rounds()) {
      assertThat(rounds.next()).isEqualTo(ExitCode.DONE);
      String wrong =
          upstream.land(cluster, "mended", definitions("mended").replace("of: price", "of: prize"));

      assertThat(rounds.next()).isEqualTo(ExitCode.USAGE);
      assertThat(rounds.said())
          .containsPattern("shop.yaml:20:\\d+: .*prize.*price")
          .contains("Refused commit " + wrong.substring(0, 7) + " by Ada: 1 problem.");
      assertThat(rounds.next()).isEqualTo(ExitCode.USAGE);
      assertThat(rounds.said()).isEmpty();
      assertThat(upstream.deployed("mended").orElseThrow().number()).isEqualTo(1);

      String mended =
          upstream.land(
              cluster, "mended", definitions("mended").replace(FollowTest.LAST, FollowTest.MORE));
      assertThat(rounds.next()).isEqualTo(ExitCode.DONE);
      assertThat(upstream.deployed("mended").orElseThrow().origin().commit()).contains(mended);
    }
  }

  @Test
  void a_branch_that_is_gone_is_told_once_and_followed_when_it_is_back(Cluster cluster)
      throws Exception {
    upstream.land(cluster, "gone", definitions("gone"));
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

      upstream.land(cluster, "gone", definitions("gone").replace(FollowTest.LAST, FollowTest.MORE));
      assertThat(rounds.next()).isEqualTo(ExitCode.DONE);
      assertThat(rounds.said()).contains("Following branch main of file:", " again");
      assertThat(upstream.deployed("gone").orElseThrow().number()).isEqualTo(2);
    }
  }

  @Test
  void a_branch_that_was_moved_back_is_another_commit(Cluster cluster) throws Exception {
    String first = upstream.land(cluster, "moved", definitions("moved"));
    Version before;
    try (Rounds rounds = new Rounds()) {
      rounds.next();
      before = upstream.deployed("moved").orElseThrow();
      upstream.land(cluster, "moved", definitions("moved").replace("window: 1h", "window: 2h"));
      rounds.next();
      upstream.move(first);
      assertThat(rounds.next()).isEqualTo(ExitCode.DONE);
    }
    Version version = upstream.deployed("moved").orElseThrow();
    assertThat(version.number()).isEqualTo(3);
    assertThat(version.origin().commit()).contains(first);
    assertThat(version.definitions()).isEqualTo(before.definitions());
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

  private static String definitions(String project) {
    return Shop.DEFINITIONS.formatted(project);
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
