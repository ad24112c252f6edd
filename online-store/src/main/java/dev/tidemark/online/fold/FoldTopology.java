package dev.tidemark.online.fold;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.PartitionedState;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntToLongFunction;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** All logs of an entity into one processor with one store: a task is a partition number. */
public final class FoldTopology {
  /** The name of the store; the changelog topic bears it. */
  public static final String STORE = "state";

  private FoldTopology() {}

  /**
   * The topology of a job.
   *
   * @param logs by topic
   */
  static Topology of(Map<String, LogState> logs, PartitionedState state, FoldNumbers numbers) {
    return of(logs, state, state::commits, numbers::folded);
  }

  /**
   * The topology of a job.
   *
   * @param commits how often a partition has been committed
   * @param folded is told of each event that can be read, and of its log
   */
  static Topology of(
      Map<String, LogState> logs,
      PartitionedState state,
      IntToLongFunction commits,
      BiConsumer<String, LogRow> folded) {
    Topology topology = new Topology();
    topology.addSource(
        "logs",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        logs.keySet().toArray(String[]::new));
    topology.addProcessor(
        "fold", () -> new FoldProcessor(logs, state.name(), commits, folded), "logs");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(state, Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(Map.of())
            .withCachingDisabled(),
        "fold");
    return topology;
  }
}
