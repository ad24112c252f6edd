package dev.tidemark.cli.deadletter;

import dev.tidemark.cli.console.CommandException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what topics hold now, as readers of committed records see it. For one thread. */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KafkaConsumer<byte[], byte[]> consumer;

  TopicReader(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Set<String> topics() {
    return consumer.listTopics().keySet();
  }

  /** Nothing for a topic that does not exist. */
  List<TopicPartition> partitions(String topic) {
    return consumer.listTopics().getOrDefault(topic, List.of()).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Hands out the records of a partition with these offsets; the second one is exclusive. */
  void read(
      TopicPartition partition,
      long from,
      long to,
      Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    List<TopicPartition> only = List.of(partition);
    consumer.assign(only);
    long end = Math.min(to, consumer.endOffsets(only).getOrDefault(partition, 0L));
    consumer.seek(
        partition, Math.max(from, consumer.beginningOffsets(only).getOrDefault(partition, 0L)));
    long heard = System.nanoTime();
    long position = consumer.position(partition);
    while (position < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          reader.accept(record);
        }
      }
      heard = consumer.position(partition) > position ? System.nanoTime() : heard;
      position = consumer.position(partition);
      if (System.nanoTime() - heard > PATIENCE.toNanos()) {
        throw CommandException.failed(
            "Cannot read topic %s: at offset %d of %d nothing came for %d s"
                .formatted(partition.topic(), position, end, PATIENCE.toSeconds()));
      }
    }
  }

  @Override
  public void close() {
    // It belongs to no group: there is nothing to wait for but records that nobody wants
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
