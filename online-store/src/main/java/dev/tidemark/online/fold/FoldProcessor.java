package dev.tidemark.online.fold;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.PartitionedState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Folds the records of one partition of all logs of an entity. */
final class FoldProcessor implements Processor<byte[], byte[], Void, Void> {
  /** The shortest that a change waits before it is stored, and can be looked up. */
  private static final Duration PACE = Duration.ofMillis(5);

  private final Map<String, LogState> logs;
  private final PartitionedState state;
  private final BiConsumer<String, LogRow> readable;
  private final List<Folded> folded = new ArrayList<>();
  private final FoldPace pace = new FoldPace();
  private @Nullable Folding folding;

  /**
   * A processor for one partition.
   *
   * @param logs by topic
   * @param readable is told of each event that can be looked up, and of its log's topic
   */
  FoldProcessor(
      Map<String, LogState> logs, PartitionedState state, BiConsumer<String, LogRow> readable) {
    this.logs = logs;
    this.state = state;
    this.readable = readable;
  }

  /** An event that cannot be looked up yet. */
  private record Folded(String topic, LogRow row) {}

  /** What is there while a task runs. */
  private record Folding(ProcessorContext<Void, Void> context, PartitionFold fold) {}

  private record Entries(KeyValueStore<Bytes, byte[]> store) implements PartitionFold.Store {
    @Override
    public byte @Nullable [] get(byte[] key) {
      return store.get(Bytes.wrap(key));
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
      store.putAll(entries);
    }
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(state.name());
    int partition = context.taskId().partition();
    PartitionFold fold = new PartitionFold(new Entries(store), () -> state.commits(partition));
    state.beforeCommit(partition, () -> flush(fold));
    context.schedule(
        PACE,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          state.check(partition);
          if (pace.toStore(now)) {
            flush(fold);
          }
          if (pace.toCommit(now)) {
            context.commit();
          }
        });
    folding = new Folding(context, fold);
    // The state has been brought back by now
    state.own(partition);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Folding here = folding;
    if (here == null) {
      throw new IllegalStateException("Cannot fold before init");
    }
    // A record without key or value is none of SHAPE's
    if (record.key() == null || record.value() == null) {
      return;
    }
    RecordMetadata from = here.context().recordMetadata().orElseThrow();
    pace.folded(here.context().currentSystemTimeMs(), record.timestamp());
    LogState log = logs.get(from.topic());
    if (log == null) {
      throw new IllegalStateException("Cannot fold a record of topic " + from.topic());
    }
    if (Tombstone.is(record.value())) {
      here.fold().delete(log, record.key(), Tombstone.read(record.value()), from.offset());
      return;
    }
    LogRow row =
        NewRows.read(
            log.rows(), record.value(), from.offset(), Micros.ofMillis(record.timestamp()));
    here.fold().add(log, record.key(), row);
    folded.add(new Folded(from.topic(), row));
  }

  private void flush(PartitionFold fold) {
    fold.flush();
    folded.forEach(event -> readable.accept(event.topic(), event.row()));
    folded.clear();
  }

  /** What is not stored yet comes again: a task that ends in good order has committed before. */
  @Override
  public void close() {
    folded.clear();
    if (folding != null) {
      state.disown(folding.context().taskId().partition());
      folding = null;
    }
  }
}
