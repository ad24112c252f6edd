package dev.tidemark.offline.history;

import dev.tidemark.model.row.ArrivalHeader;
import dev.tidemark.model.time.Micros;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows a feature log into its table, from where the table ends. For one thread. */
final class LogTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final TableWriter writer;
  private final List<TopicPartition> partitions;
  private final long commitNanos;

  /** When the oldest row that waits for its commit was taken, by the machine's own clock. */
  private long waitingSince;

  LogTail(
      Map<String, String> kafka,
      TableWriter writer,
      List<TopicPartition> partitions,
      Duration commitInterval) {
    this.writer = writer;
    this.partitions = partitions;
    this.commitNanos = commitInterval.toNanos();
    this.consumer = consumer(kafka);
    consumer.assign(partitions);
    Map<Integer, Long> next = writer.next();
    partitions.forEach(p -> consumer.seek(p, next.getOrDefault(p.partition(), 0L)));
  }

  /** Without a group, for the offsets are in the table; a gap in the log is an error. */
  private static Consumer<byte[], byte[]> consumer(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Takes what has come, and commits when that is due.
   *
   * @return how many records have come
   */
  int step() throws IOException {
    ConsumerRecords<byte[], byte[]> come = poll();
    for (ConsumerRecord<byte[], byte[]> record : come) {
      if (writer.empty()) {
        waitingSince = System.nanoTime();
      }
      writer.add(
          record.partition(), record.offset(), arrival(record), record.key(), record.value());
    }
    partitions.forEach(p -> writer.reached(p.partition(), consumer.position(p)));
    if (!writer.empty() && (writer.full() || System.nanoTime() - waitingSince >= commitNanos)) {
      writer.commit();
    }
    return come.count();
  }

  private static long arrival(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(ArrivalHeader.NAME);
    return ArrivalHeader.read(
        header == null ? null : header.value(), Micros.ofMillis(record.timestamp()));
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(POLL);
    } catch (InvalidOffsetException e) {
      // Reading on from elsewhere would lose records, or write them twice.
      throw new IllegalStateException(
          "Cannot go on at %s: the feature log does not hold that offset; if its topic was deleted,"
                  .formatted(writer.next())
              + " remove its history table as well",
          e);
    }
  }

  void commit() throws IOException {
    writer.commit();
  }

  Map<Integer, Long> visible() {
    return writer.visible();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
