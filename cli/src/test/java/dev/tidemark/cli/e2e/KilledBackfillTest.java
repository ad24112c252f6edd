package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of {@code tidemark backfill} while it writes. */
@ExtendWith(SharedCluster.class)
class KilledBackfillTest {
  private static final int EVENTS = 300_000;
  private static final int KILLS = Integer.getInteger("tidemark.kills", 2);
  private static final String LOG = "tidemark.killfill.log.orders.customer";

  @Test
  void a_backfill_that_is_killed_goes_on_where_it_was(Cluster cluster, @TempDir Path folder)
      throws Exception {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println("a_backfill_that_is_killed: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    TestRepository.on(cluster, folder, "killfill")
        .write(
            "shop.yaml",
            Shop.DEFINITIONS
                .formatted("killfill")
                .replace("format: JSON\n", "format: JSON\nhistory: {path: h.csv, format: CSV}\n"))
        .write("h.csv", events(random));
    TestCommand.done(folder, "apply", "--yes");

    int written = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      written = kill(cluster, folder, written + random.nextInt(EVENTS / 4));
    }
    TestCommand last = TestCommand.done(folder, "backfill", "orders_of_customer");

    System.out.println(last.out());
    if (written > 0) {
      assertThat(last.out()).contains("of an earlier run");
    }
    assertThat(Records.in(cluster.bootstrapServers(), LOG)).hasSize(EVENTS);
    assertThat(Records.in(cluster.bootstrapServers(), LOG).stream().map(r -> r.value()).distinct())
        .hasSize(EVENTS);
  }

  /** Random times, so that the order of the file is not that of the events. */
  private static String events(Random random) {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    StringBuilder events = new StringBuilder("customer,item,price,time,recorded\n");
    for (int i = 0; i < EVENTS; i++) {
      events.append(random.nextInt(1_000)).append(",i").append(i).append(",1,");
      events.append(start.plusSeconds(random.nextInt(1_000_000))).append(",\n");
    }
    return events.toString();
  }

  /** Kills a backfill when the log has so many rows; returns how many it then has. */
  private static int kill(Cluster cluster, Path folder, int rows) throws Exception {
    Path said = Files.createTempFile(folder, "backfill", ".log");
    Process backfill =
        DevProcess.launch(said, "backfill", "orders_of_customer", "-C", folder.toString());
    while (backfill.isAlive() && Records.end(cluster.bootstrapServers(), LOG) <= rows) {
      LockSupport.parkNanos(5_000_000);
    }
    backfill.destroyForcibly().waitFor();
    int left = Records.in(cluster.bootstrapServers(), LOG).size();
    System.out.println("Killed at " + left + " rows: " + Files.readString(said));
    return left;
  }
}
