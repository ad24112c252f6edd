package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of {@code tidemark apply}, at random moments after it has shown the plan. */
@ExtendWith(SharedCluster.class)
class KilledApplyTest {
  private static final int KILLS = Integer.getInteger("tidemark.kills", 5);
  private static final long LONG_MILLIS = 60_000;

  @Test
  void an_apply_that_is_killed_leaves_the_old_or_the_new_version(
      Cluster cluster, @TempDir Path folder) throws Exception {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println("an_apply_that_is_killed: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    TestRepository repository = TestRepository.on(cluster, folder, "killed");
    int hours = 1;
    write(repository, hours);
    long unharmed = killApply(folder, LONG_MILLIS);
    int survived = 0;
    try (RegistryTopic registry =
        new RegistryTopic(FeatureRepository.settings(folder).kafka(), "killed")) {
      for (int kill = 0; kill < KILLS; kill++) {
        Definitions old = registry.current().orElseThrow().definitions();
        write(repository, ++hours);
        killApply(folder, random.nextLong(1 + unharmed * 3 / 2));

        Version left = left(registry, folder);
        Definitions wanted = FeatureRepository.read(folder).definitions();
        assertThat(left.definitions()).isIn(old, wanted);
        survived += left.definitions().equals(wanted) ? 1 : 0;
        // Would time out if it waited for the transaction that was left open
        TestCommand.done(write(repository, ++hours), "apply", "--yes");
        assertThat(registry.current().orElseThrow().definitions())
            .isEqualTo(FeatureRepository.read(folder).definitions());
      }
      System.out.println(
          "After %d kills the new version was deployed %d times".formatted(KILLS, survived));
      List<Version> history = registry.history();
      assertThat(history)
          .extracting(Version::number)
          .isEqualTo(IntStream.rangeClosed(1, history.size()).boxed().toList());
      assertThat(history).hasSize(1 + KILLS + survived);
    }
  }

  private static Path write(TestRepository repository, int hours) {
    return repository
        .write(
            "shop.yaml",
            Shop.DEFINITIONS.formatted("killed").replace("window: 1h", "window: " + hours + "h"))
        .folder();
  }

  /** Returns after how many milliseconds from the plan on the process had ended. */
  private static long killApply(Path folder, long millisAfterPlan)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "apply", ".log");
    Process apply = DevProcess.launch(log, "apply", "--yes", "-C", folder.toString());
    while (apply.isAlive() && !Files.readString(log).contains("feature view")) {
      Thread.sleep(5);
    }
    long plan = System.nanoTime();
    apply.waitFor(millisAfterPlan, TimeUnit.MILLISECONDS);
    apply.destroyForcibly().waitFor();
    assertThat(Files.readString(log)).contains("feature view");
    return Duration.ofNanos(System.nanoTime() - plan).toMillis();
  }

  /**
   * What is deployed; {@code plan} says so too. A commit that was decided may still come to light.
   */
  private static Version left(RegistryTopic registry, Path folder) {
    while (true) {
      Version left = registry.current().orElseThrow();
      int plan = TestCommand.run(folder, "plan", "--detailed-exitcode").exitCode();
      if (registry.current().orElseThrow().equals(left)) {
        boolean done = left.definitions().equals(FeatureRepository.read(folder).definitions());
        assertThat(plan).isEqualTo(done ? 0 : 3);
        return left;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
