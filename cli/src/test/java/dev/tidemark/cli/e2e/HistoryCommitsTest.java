package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.offline.history.HistoryJobs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How often the history is committed while records come all the time. */
@ExtendWith(SharedCluster.class)
class HistoryCommitsTest {
  private static final int COMMITS = 6;

  @Test
  void no_commit_comes_before_the_interval_has_passed(Cluster cluster, @TempDir Path folder)
      throws Exception {
    HistoryTraffic traffic = HistoryTraffic.on(cluster, folder, "historycommits");
    Thread producer = Thread.ofVirtual().start(() -> traffic.send(1, 10));
    try (HistoryJobs _ = traffic.jobs("one")) {
      while (traffic.commits().size() < COMMITS) {
        Thread.sleep(50);
      }
    } finally {
      traffic.end();
      producer.join();
    }
    List<Long> millis = traffic.commits().subList(0, COMMITS);
    for (int i = 1; i < COMMITS; i++) {
      assertThat(millis.get(i) - millis.get(i - 1))
          .as("between commits at %s", millis)
          .isGreaterThanOrEqualTo(HistoryTraffic.COMMIT_INTERVAL.toMillis());
    }
  }
}
