package dev.tidemark.online.fold;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.PartitionedState;
import java.util.Map;
import java.util.function.BiConsumer;
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
   * @param readable is told of each event that can be looked up, and of its log's topic
   */
  static Topology of(
      Map<String, LogState> logs, PartitionedState state, BiConsumer<String, LogRow> readable) {
    Topology topology = new Topology();
    topology.addSource(
        "logs",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        logs.keySet().toArray(String[]::new));
    topology.addProcessor("fold", () -> new FoldProcessor(logs, state, readable), "logs");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(state, Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(Map.of())
            .withCachingDisabled(),
        "fold");
    return topology;
  }
}
