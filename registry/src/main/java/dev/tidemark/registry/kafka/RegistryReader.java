package dev.tidemark.registry.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the records of one project from the registry topic. One thread; {@link #wake} any. */
final class RegistryReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaConsumer<String, String> consumer;
  private final TopicPartition partition;
  private final String project;

  /**
   * A reader that begins at an offset.
   *
   * @param offset 0, or where another reader stopped
   */
  RegistryReader(Map<String, String> kafka, String topic, String project, long offset) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    this.consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    this.partition = new TopicPartition(topic, 0);
    this.project = project;
    consumer.assign(List.of(partition));
    consumer.seek(partition, offset);
  }

  /** Reads to the present end; returns the newest value, if there is one. */
  Optional<String> latest() {
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    @Nullable String newest = null;
    while (consumer.position(partition) < end) {
      for (String value : poll()) {
        newest = value;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "Cannot read topic %s to its end: at offset %d of %d after %d s"
                .formatted(
                    partition.topic(), consumer.position(partition), end, PATIENCE.toSeconds()));
      }
    }
    return Optional.ofNullable(newest);
  }

  /** The values that came in, in order; waits a little for the first. */
  List<String> poll() {
    return consumer.poll(POLL).records(partition).stream()
        .filter(message -> project.equals(message.key()) && message.value() != null)
        .map(ConsumerRecord::value)
        .toList();
  }

  /** The offset of the next record. */
  long position() {
    return consumer.position(partition);
  }

  /** Makes a running or the next call of this reader end with a {@code WakeupException}. */
  void wake() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
