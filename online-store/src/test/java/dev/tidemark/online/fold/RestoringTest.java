package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.registry.job.Restore;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoringTest {
  private static final TopicPartition ONE = new TopicPartition("changelog", 1);
  private static final TopicPartition TWO = new TopicPartition("changelog", 2);

  private final Restoring restoring = new Restoring();

  @Test
  void partitions_that_are_restored_are_summed_up() {
    assertThat(restoring.now()).isEmpty();
    restoring.onRestoreStart(ONE, "state", 100, 1_100);
    restoring.onRestoreStart(TWO, "state", 0, 500);
    restoring.onBatchRestored(ONE, "state", 350, 250);
    restoring.onBatchRestored(ONE, "state", 400, 50);
    assertThat(restoring.now()).contains(new Restore(300, 1_500));
    restoring.onRestoreEnd(ONE, "state", 1_000);
    assertThat(restoring.now()).contains(new Restore(0, 500));
    restoring.onRestoreSuspended(TWO, "state", 0);
    assertThat(restoring.now()).isEmpty();
  }

  @Test
  void a_partition_without_anything_to_restore_is_none() {
    restoring.onRestoreStart(ONE, "state", 100, 100);
    assertThat(restoring.now()).isEmpty();
  }
}
