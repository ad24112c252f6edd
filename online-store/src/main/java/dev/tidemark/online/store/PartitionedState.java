package dev.tidemark.online.store;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The state of one fold job on this node: a RocksDB for each of its partitions that are here. Kafka
 * Streams opens, restores and closes them; lookups read them directly.
 *
 * <p><b>After a crash a database may be ahead of its changelog</b>: its write-ahead log keeps every
 * put, while puts that were still on their way to the broker are lost. Restoring then puts older
 * values over newer ones, for those keys that the changelog has past the committed offset. Who
 * writes here has to bear that; {@code docs/spec/online-row.md} shows that FOLD does. It may rely
 * on this: a value that was put before the last commit is never undone, so what only older values
 * need may be deleted as soon as {@link #commits} has grown.
 */
public final class PartitionedState implements KeyValueBytesStoreSupplier {
  private final String name;
  private final RocksMemory memory;
  private final Map<Integer, PartitionStore> open = new ConcurrentHashMap<>();
  private final Map<Integer, Long> commits = new ConcurrentHashMap<>();

  /**
   * State without any partition yet.
   *
   * @param name of the store, part of the changelog topic's name
   */
  public PartitionedState(String name, RocksMemory memory) {
    this.name = name;
    this.memory = memory;
  }

  /** A consistent view of a partition, or empty when it is not open on this node. */
  public Optional<Cursor> cursor(int partition) {
    PartitionStore store = open.get(partition);
    return store == null ? Optional.empty() : store.cursor();
  }

  /** How often the partition has been committed in this process. */
  public long commits(int partition) {
    return commits.getOrDefault(partition, 0L);
  }

  void opened(int partition, PartitionStore store) {
    open.put(partition, store);
  }

  void committed(int partition) {
    commits.merge(partition, 1L, Long::sum);
  }

  void closed(int partition, PartitionStore store) {
    open.remove(partition, store);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public KeyValueStore<Bytes, byte[]> get() {
    return new PartitionStore(name, memory, this);
  }

  @Override
  public String metricsScope() {
    return "tidemark";
  }
}
