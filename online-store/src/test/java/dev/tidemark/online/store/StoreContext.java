package dev.tidemark.online.store;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.CommitCallback;
import org.apache.kafka.streams.processor.StateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;

/** A task in the folder of an application, and what the store has registered for restoring. */
final class StoreContext implements StateStoreContext {
  private final Path folder;
  private RecordBatchingStateRestoreCallback restore;
  private long next;

  StoreContext(Path folder) {
    this.folder = folder;
  }

  void restore(List<KeyValue<byte[], byte[]>> records) {
    restore.restoreBatch(
        records.stream()
            .map(of -> new ConsumerRecord<>("changelog", 3, next++, of.key, of.value))
            .toList());
  }

  @Override
  public String applicationId() {
    return "test";
  }

  @Override
  public TaskId taskId() {
    return new TaskId(0, 3);
  }

  @Override
  public Optional<RecordMetadata> recordMetadata() {
    return Optional.empty();
  }

  @Override
  public File stateDir() {
    File task = folder.resolve(taskId().toString()).toFile();
    task.mkdirs();
    return task;
  }

  @Override
  public void register(StateStore store, StateRestoreCallback callback) {
    restore = (RecordBatchingStateRestoreCallback) callback;
  }

  @Override
  public void register(StateStore store, StateRestoreCallback callback, CommitCallback commit) {
    register(store, callback);
  }

  @Override
  public Map<String, Object> appConfigs() {
    return Map.of();
  }

  @Override
  public Map<String, Object> appConfigsWithPrefix(String prefix) {
    return Map.of();
  }

  @Override
  public Serde<?> keySerde() {
    throw new UnsupportedOperationException("a store of bytes has no serde");
  }

  @Override
  public Serde<?> valueSerde() {
    throw new UnsupportedOperationException("a store of bytes has no serde");
  }

  @Override
  public StreamsMetrics metrics() {
    throw new UnsupportedOperationException("a store of ours has no metrics of Kafka Streams");
  }
}
