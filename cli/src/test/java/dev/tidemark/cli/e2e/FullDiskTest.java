package dev.tidemark.cli.e2e;

import static dev.tidemark.cli.e2e.TroubledNodes.CUSTOMERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.NodeProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** No space for the state and the history, until there is some again: {@code -Pchaos}. */
@EnabledIfSystemProperty(named = BrokerAwayTest.SECONDS, matches = "\\d+")
class FullDiskTest {
  private static final int ORDERS = 5;
  private static final int MORE = 200;

  @Test
  void lookups_go_on_and_all_else_goes_on_when_there_is_space(@TempDir Path folder)
      throws Exception {
    try (SmallDisk disk = new SmallDisk(folder.resolve("disk"), 192);
        TroubledNodes shop = new TroubledNodes(folder, disk.folder())) {
      NodeProcess node = shop.node().start();
      shop.apply();
      shop.publish(ORDERS, 100);
      shop.caughtUp();
      disk.fill();
      shop.publish(MORE, 1_000);
      TroubledNodes.await("fold fails", 60, () -> isFailed(node, "fold customer"));
      TroubledNodes.await("history fails", 60, () -> isFailed(node, "history orders__customer"));
      assertThat(TestCommand.done(node.folder(), "status").out())
          .contains("fold customer broke off at", "make room there");
      for (String job : new String[] {"fold customer", "history orders__customer"}) {
        assertThat(TroubledNodes.job(node, job).at("/failure/reason").asText())
            .startsWith("Cannot write to " + disk.folder())
            .contains("No space left on device", "make room there");
        assertThat(TroubledNodes.metric(node, "tidemark_job_failures_total", "disk_full"))
            .isPositive();
      }
      Path out = disk.folder().resolve("orders.csv");
      TestCommand export = shop.export(out, "--no-wait");
      assertThat(export.exitCode()).isNotZero();
      assertThat(export.err()).contains("No space left on device");
      try (Stream<Path> left = Files.list(disk.folder())) {
        assertThat(left.map(file -> file.getFileName().toString()))
            .allMatch(name -> name.matches("state-1|warehouse|ballast"));
      }
      Instant end = Instant.now().plusSeconds(15);
      while (Instant.now().isBefore(end)) {
        assertThat(LongStream.of(TroubledNodes.counts(node)).min().orElseThrow())
            .isGreaterThanOrEqualTo(ORDERS);
        assertThat(new Http(node.http()).get("/health").status()).isEqualTo(200);
        Thread.sleep(200);
      }
      assertThat(isFailed(node, "fold customer")).isTrue();

      disk.free();
      Instant free = Instant.now();
      TroubledNodes.await(
          "all goes on", 60, () -> TroubledNodes.status(node).path("ready").asBoolean());
      shop.caughtUp();
      System.out.println("caught up " + Duration.between(free, Instant.now()) + " after space");
      long[] expected = new long[CUSTOMERS];
      Arrays.fill(expected, ORDERS + MORE);
      assertThat(TroubledNodes.counts(node)).isEqualTo(expected);
      assertThat(shop.history()).isEqualTo(expected);
    }
  }

  private static boolean isFailed(NodeProcess node, String job) {
    return TroubledNodes.job(node, job).path("state").asText().equals("FAILED");
  }
}
