package dev.tidemark.online.fold;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.state.LogState;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.IntToLongFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Folds the records of one partition of all logs of an entity. */
final class FoldProcessor implements Processor<byte[], byte[], Void, Void> {
  private final Map<String, LogState> logs;
  private final String storeName;
  private final IntToLongFunction commits;
  private final BiConsumer<String, LogRow> folded;
  private final Map<String, LogFold> folds = new HashMap<>();
  private final Queue<Due> prunings = new ArrayDeque<>();
  private @Nullable Folding folding;

  /**
   * A processor for one partition.
   *
   * @param logs by topic
   * @param commits how often a partition has been committed
   * @param folded is told of each event that can be read, and of its log
   */
  FoldProcessor(
      Map<String, LogState> logs,
      String storeName,
      IntToLongFunction commits,
      BiConsumer<String, LogRow> folded) {
    this.logs = logs;
    this.storeName = storeName;
    this.commits = commits;
    this.folded = folded;
  }

  /** What is there while a task runs. */
  private record Folding(ProcessorContext<Void, Void> context, KeyValueStore<Bytes, byte[]> store) {
    int partition() {
      return context.taskId().partition();
    }
  }

  /**
   * A pruning that has to wait.
   *
   * @param after this many commits
   */
  private record Due(long after, Pruning pruning) {}

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName);
    folding = new Folding(context, store);
    logs.forEach((topic, log) -> folds.put(topic, new LogFold(log, store)));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Folding here = folding();
    prune(here);
    // A record without key or value is none of SHAPE's
    if (record.key() == null || record.value() == null) {
      return;
    }
    RecordMetadata from = here.context().recordMetadata().orElseThrow();
    LogState log = logs.get(from.topic());
    LogFold fold = folds.get(from.topic());
    if (log == null || fold == null) {
      throw new IllegalStateException("Cannot fold a record of topic " + from.topic());
    }
    LogRow row =
        NewRows.read(
            log.rows(), record.value(), from.offset(), Micros.ofMillis(record.timestamp()));
    long before = commits.applyAsLong(here.partition());
    fold.apply(record.key(), row).ifPresent(p -> prunings.add(new Due(before, p)));
    folded.accept(from.topic(), row);
  }

  private void prune(Folding here) {
    long now = commits.applyAsLong(here.partition());
    for (Due due = prunings.peek(); due != null && due.after() < now; due = prunings.peek()) {
      due.pruning().run(here.store());
      prunings.remove();
    }
  }

  private Folding folding() {
    if (folding == null) {
      throw new IllegalStateException("Cannot fold before init");
    }
    return folding;
  }

  /** The entries that wait are looked for again when their keys are pruned next. */
  @Override
  public void close() {
    prunings.clear();
    folds.clear();
    folding = null;
  }
}
