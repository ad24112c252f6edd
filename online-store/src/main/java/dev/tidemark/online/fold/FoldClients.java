package dev.tidemark.online.fold;

import dev.tidemark.online.store.PartitionedState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka clients of a job. Kafka Streams does not tell a state, while its task runs exactly
 * once, what has been committed, nor how far a copy has read when the log ends with the marks of
 * transactions. Its clients know.
 */
final class FoldClients implements KafkaClientSupplier {
  private final PartitionedState state;
  private final Positions positions;

  /**
   * Clients.
   *
   * @param state is told of commits
   * @param positions are told how far changelogs were read
   */
  FoldClients(PartitionedState state, Positions positions) {
    this.state = state;
    this.positions = positions;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new Committing(config);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return new Reading(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    throw new UnsupportedOperationException("FOLD has no global state");
  }

  /** Tells the state of each commit of what was sent to its changelog. */
  private final class Committing extends KafkaProducer<byte[], byte[]> {
    /** The offset after the last record of the transaction. */
    private final Map<TopicPartition, Long> sent = new ConcurrentHashMap<>();

    Committing(Map<String, Object> config) {
      super(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
      return super.send(
          record,
          (at, failure) -> {
            if (failure == null) {
              sent.merge(
                  new TopicPartition(at.topic(), at.partition()), at.offset() + 1, Math::max);
            }
            if (callback != null) {
              callback.onCompletion(at, failure);
            }
          });
    }

    @Override
    public void beginTransaction() {
      sent.clear();
      super.beginTransaction();
    }

    @Override
    public void commitTransaction() {
      super.commitTransaction();
      sent.forEach(state::committed);
    }
  }

  /** Notes how far it has read. */
  private final class Reading extends KafkaConsumer<byte[], byte[]> {
    Reading(Map<String, Object> config) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
      super.seek(partition, offset);
      positions.begin(partition, offset);
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
      super.seekToBeginning(partitions);
      partitions.forEach(positions::forget);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
      records
          .nextOffsets()
          .forEach((partition, next) ->
              positions.read(partition, last(records.records(partition)), next.offset()));
      return records;
    }

    private static OptionalLong last(List<ConsumerRecord<byte[], byte[]>> records) {
      return records.isEmpty() ? OptionalLong.empty() : OptionalLong.of(records.getLast().offset());
    }
  }
}
