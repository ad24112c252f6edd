package dev.tidemark.ingest.backfill;

import dev.tidemark.ingest.cutoff.Ends;
import dev.tidemark.ingest.cutoff.TimeRange;
import dev.tidemark.model.row.ArrivalHeader;
import dev.tidemark.model.row.RowReader;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.registry.deployment.FeatureLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the rows of a feature log that the live stream wrote; those of files bear a header. */
final class LiveRows implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, String> kafka;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final RowReader reader;

  /** What makes a row the same as another: all of it. */
  record RowId(ByteBuffer key, ByteBuffer value) {
    RowId(byte[] key, byte[] value) {
      this(ByteBuffer.wrap(key), ByteBuffer.wrap(value));
    }
  }

  /**
   * What a log holds.
   *
   * @param earliest the earliest event time of its live rows; {@link Long#MAX_VALUE} without any
   * @param ends of its partitions
   */
  record Scan(long earliest, Map<Integer, Long> ends) {}

  LiveRows(Map<String, String> kafka, FeatureLog log) {
    this.kafka = Map.copyOf(kafka);
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    partitions =
        consumer.partitionsFor(log.topic()).stream()
            .map(info -> new TopicPartition(log.topic(), info.partition()))
            .toList();
    reader = new RowReader(log.plan().schemas(), log.plan().schema());
    consumer.assign(partitions);
  }

  /** Reads the whole log. */
  Scan scan() {
    long[] earliest = {Long.MAX_VALUE};
    Map<Integer, Long> ends =
        read(Map.of(), (record, time) -> earliest[0] = Math.min(earliest[0], time));
    return new Scan(earliest[0], ends);
  }

  /** The live rows with a time in the range, from offsets on: how often each is there. */
  Map<RowId, Integer> since(Map<Integer, Long> offsets, TimeRange range) {
    Map<RowId, Integer> rows = new HashMap<>();
    read(
        offsets,
        (record, time) -> {
          if (range.contains(time)) {
            rows.merge(new RowId(record.key(), record.value()), 1, Integer::sum);
          }
        });
    return rows;
  }

  private Map<Integer, Long> read(
      Map<Integer, Long> offsets, ObjLongConsumer<ConsumerRecord<byte[], byte[]>> live) {
    Map<TopicPartition, Long> ends = Ends.of(kafka, partitions);
    partitions.forEach(p -> consumer.seek(p, offsets.getOrDefault(p.partition(), 0L)));
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        boolean event =
            record.key() != null && record.value() != null && !Tombstone.is(record.value());
        if (event && record.headers().lastHeader(ArrivalHeader.NAME) == null) {
          live.accept(record, reader.read(record.value(), record.offset(), 0).eventTime());
        }
      }
    }
    Map<Integer, Long> read = new HashMap<>();
    ends.forEach((partition, end) -> read.put(partition.partition(), end));
    return read;
  }

  @Override
  public void close() {
    // It belongs to no group: there is nothing to wait for but records that nobody wants
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
