package dev.tidemark.ingest.cutoff;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The ends of partitions, with what is in transactions that are not decided. */
public final class Ends {
  private Ends() {}

  /**
   * The present ends. A reader of committed records that waits until it has come so far has seen
   * all that was committed before: a transaction that a killed process left open ends where it
   * looks otherwise, until the broker aborts it.
   */
  public static Map<TopicPartition, Long> of(
      Map<String, String> kafka, Collection<TopicPartition> partitions) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions);
    }
  }
}
