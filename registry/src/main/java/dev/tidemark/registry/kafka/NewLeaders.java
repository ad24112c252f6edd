package dev.tidemark.registry.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A topic is created, and known to clients, some time before those that lead its partitions are
 * ready. An idempotent or transactional producer must not write in between: its first batch is
 * refused and its second, which is under way already, is taken, so that the first is out of order
 * from then on; what it holds is lost when {@code delivery.timeout.ms} are over.
 */
final class NewLeaders {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private NewLeaders() {}

  /**
   * Waits until the leader of each partition answers, or for ten seconds: somebody else may have
   * created a topic at the same time, with fewer partitions.
   *
   * @param created topics with the numbers of their partitions
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  static void await(Admin admin, Collection<NewTopic> created) {
    Map<String, Integer> partitions = new HashMap<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (NewTopic topic : created) {
      partitions.put(topic.name(), topic.numPartitions());
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE.toNanos()) {
      // The client logs an error when it is asked for the leaders of what is not known yet
      if (ProjectTopics.partitions(admin, partitions.keySet()).equals(partitions)) {
        try {
          Answers.await(admin.listOffsets(ends).all());
          return;
        } catch (UnknownTopicOrPartitionException e) {
          // Another broker has been asked, which does not know it yet
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw new InterruptException(e); // sets the thread's flag
    }
  }
}
