package dev.tidemark.ingest.cutoff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The compacted topic that holds how feature logs were filled from files: {@code
 * docs/spec/backfill.md}. For one thread; {@link #wake} any.
 */
public final class FillTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  /** Longer than a transaction may stay open. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Map<String, String> kafka;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Map<String, List<Fill>> fills = new HashMap<>();

  /** A record's value. */
  private record Fills(List<Fill> fills) {}

  /** Reads the topic, which exists, from its beginning. */
  public FillTopic(Map<String, String> kafka, String topic) {
    this.kafka = Map.copyOf(kafka);
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** The record that says how a log was filled, the newest filling last. */
  public static ProducerRecord<byte[], byte[]> record(String topic, String log, List<Fill> fills) {
    try {
      return new ProducerRecord<>(
          topic, 0, log.getBytes(StandardCharsets.UTF_8), JSON.writeValueAsBytes(new Fills(fills)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + fills, e);
    }
  }

  /**
   * The fillings of every log as everything was committed before this call, by the log's topic.
   *
   * @throws TimeoutException when the broker does not answer, or a transaction stays open for long
   */
  public Map<String, List<Fill>> readToEnd() {
    long end = Ends.of(kafka, List.of(partition)).getOrDefault(partition, 0L);
    long start = System.nanoTime();
    while (consumer.position(partition) < end) {
      poll();
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "Cannot read topic %s to its end after %d s"
                .formatted(partition.topic(), PATIENCE.toSeconds()));
      }
    }
    return Map.copyOf(fills);
  }

  /** The same as far as it has come; waits a little for more. */
  Map<String, List<Fill>> next() {
    poll();
    return Map.copyOf(fills);
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
      fills.put(new String(record.key(), StandardCharsets.UTF_8), read(record));
    }
  }

  private static List<Fill> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return List.copyOf(JSON.readValue(record.value(), Fills.class).fills());
    } catch (java.io.IOException e) {
      throw new IllegalStateException(
          "Cannot read offset %d of topic %s: was it written by a newer Tidemark?"
              .formatted(record.offset(), record.topic()),
          e);
    }
  }

  void wake() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    // It belongs to no group: there is nothing to wait for but records that nobody wants
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
