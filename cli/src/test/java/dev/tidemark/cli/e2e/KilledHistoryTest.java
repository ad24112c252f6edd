package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the process that writes history while records come in: at random moments, as
 * soon as it begins a file, and in the middle of merging. {@code -Dtidemark.kills=20} kills as
 * often.
 */
@ExtendWith(SharedCluster.class)
class KilledHistoryTest {
  private static final int KILLS = Integer.getInteger("tidemark.kills", 3);

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  private HistoryTraffic traffic;

  @Test
  void every_record_is_in_the_table_once_and_no_file_is_left_over(
      Cluster cluster, @TempDir Path folder) throws Exception {
    System.out.println("KilledHistoryTest: -Dtests.seed=" + seed);
    traffic = HistoryTraffic.on(cluster, folder, "killhistory");
    Thread producer = Thread.ofVirtual().start(() -> traffic.send(seed, 40));
    int left = 0;
    int merging = 0;
    for (int round = 0; round < KILLS; round++) {
      HistoryProcess history = HistoryProcess.start(folder);
      await(history, round % 3);
      history.kill();
      left += traffic.orphans().size();
      if (history.said("Merging ") > history.said("Merged ")) {
        merging++;
      }
    }
    traffic.end();
    producer.join();

    HistoryProcess history = HistoryProcess.start(folder);
    traffic.awaitWritten();
    while (history.said("Looked after ") == 0) {
      Thread.sleep(50);
    }
    history.stop();

    System.out.printf(
        "KilledHistoryTest: %d kills, %d of them while merging, %d files left over in all, %s%n",
        KILLS, merging, left, traffic);
    traffic.check();
    assertThat(traffic.orphans()).isEmpty();
  }

  /** Returns at the moment when the process is to die. */
  private void await(HistoryProcess history, int kind) throws Exception {
    Thread.sleep(random.nextInt(2_500));
    switch (kind) {
      case 0 -> {}
      case 1 -> {
        int files = traffic.files().size();
        while (traffic.files().size() <= files) {
          Thread.onSpinWait();
        }
      }
      default -> {
        long merges = history.said("Merging ");
        while (history.said("Merging ") == merges) {
          Thread.sleep(1);
        }
        Thread.sleep(random.nextInt(60));
      }
    }
  }
}
