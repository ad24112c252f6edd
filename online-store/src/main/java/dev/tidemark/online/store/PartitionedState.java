package dev.tidemark.online.store;

import dev.tidemark.online.store.RocksFigures.Figure;
import dev.tidemark.online.store.RocksFigures.Held;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The state of one fold job on this node: a RocksDB for each of its partitions that are here. Kafka
 * Streams opens, restores and closes them; lookups read them directly.
 *
 * <p><b>After a crash a database may be ahead of its changelog</b>: it keeps every put, while the
 * changelog loses those of a transaction that was not committed. Restoring then puts older values
 * over newer ones, for those keys that the changelog has past the committed offset. Who writes here
 * has to bear that; {@code docs/spec/online-row.md} shows that FOLD does. So Kafka Streams need not
 * delete what a task leaves behind that ends in an error, and cannot: databases are not in its
 * folders ({@link Folders}). Who writes may rely on this: a value that was put before the last
 * commit is never undone, so what only older values need may be deleted as soon as {@link #commits}
 * has grown.
 */
public final class PartitionedState implements KeyValueBytesStoreSupplier {
  private final String name;
  private final RocksMemory memory;
  private final Map<Integer, PartitionStore> open = new ConcurrentHashMap<>();
  private final Map<Integer, Long> commits = new ConcurrentHashMap<>();
  private final Map<Integer, Runnable> writes = new ConcurrentHashMap<>();

  /** The partitions whose task runs here. */
  private final Set<Integer> owned = ConcurrentHashMap.newKeySet();

  private final Folders folders = new Folders();

  /** Those that are thrown away when they are opened next. */
  private final Set<Integer> toRebuild = ConcurrentHashMap.newKeySet();

  private final Consumer<DamagedStateException> damaged;

  /**
   * State without any partition yet.
   *
   * @param name of the store, part of the changelog topic's name
   * @param damaged is told of each partition that is found damaged, once
   */
  public PartitionedState(
      String name, RocksMemory memory, Consumer<DamagedStateException> damaged) {
    this.name = name;
    this.memory = memory;
    this.damaged = damaged;
  }

  /** What a partition holds, or empty when it is not open on this node. */
  public Optional<Reader> reader(int partition) {
    PartitionStore store = open.get(partition);
    return store == null ? Optional.empty() : store.reader();
  }

  /**
   * Whether the partition's task runs here: what it holds is then all that has been folded. One
   * that is open and not owned is a copy that follows the changelog, or is still being restored.
   */
  public boolean owned(int partition) {
    return owned.contains(partition);
  }

  /** From now on the partition's task runs here. */
  public void own(int partition) {
    owned.add(partition);
  }

  /** It does so no more. */
  public void disown(int partition) {
    owned.remove(partition);
  }

  /** The partitions that are open here, owned or not. */
  public Set<Integer> open() {
    return Set.copyOf(open.keySet());
  }

  /** The offset in the changelog up to which it is known to be here; empty when nothing is. */
  public OptionalLong restored(int partition) {
    PartitionStore store = open.get(partition);
    return store == null ? OptionalLong.empty() : OptionalLong.of(store.restored());
  }

  /** What several states hold together, in the partitions that are open on this node. */
  public static List<Figure> figures(Collection<PartitionedState> of) {
    Held held = Held.NOTHING;
    for (PartitionedState state : of) {
      for (PartitionStore store : state.open.values()) {
        try (Reader reader = store.reader().orElse(null)) {
          held = reader == null ? held : held.plus(reader.held());
        }
      }
    }
    return held.figures();
  }

  /** From now on has this write what it has gathered, before each commit of the partition. */
  public void beforeCommit(int partition, Runnable write) {
    writes.put(partition, write);
  }

  void flush(int partition) {
    Runnable write = writes.get(partition);
    if (write != null) {
      write.run();
    }
  }

  Folders folders() {
    return folders;
  }

  /**
   * A commit covers the changelog up to an offset. Called by the thread that works on the
   * partition.
   *
   * @param changelog a partition of it
   * @param next the offset after the last that is committed
   */
  public void committed(TopicPartition changelog, long next) {
    PartitionStore store = open.get(changelog.partition());
    if (store != null) {
      store.commit(Map.of(changelog, next));
    }
  }

  /**
   * Deletes the databases of an application's partitions that went elsewhere; to be called from
   * time to time: one that is seen without its task twice is deleted.
   *
   * @param application the folder that Kafka Streams has for it
   */
  public void removeUnused(Path application) {
    folders.removeUnused(application);
  }

  /** How often the partition has been committed in this process. */
  public long commits(int partition) {
    return commits.getOrDefault(partition, 0L);
  }

  /**
   * To be called now and then by the thread that works on a partition: lookups may have found it
   * damaged.
   *
   * @throws DamagedStateException then; Kafka Streams opens it anew, and restores it
   */
  public void check(int partition) {
    PartitionStore store = open.get(partition);
    if (store != null) {
      store.check();
    }
  }

  void damaged(int partition, DamagedStateException damage) {
    if (toRebuild.add(partition)) {
      damaged.accept(damage);
    }
  }

  boolean toRebuild(int partition) {
    return toRebuild.contains(partition);
  }

  void rebuilding(int partition) {
    toRebuild.remove(partition);
  }

  void opened(int partition, PartitionStore store) {
    open.put(partition, store);
  }

  void committed(int partition) {
    commits.merge(partition, 1L, Long::sum);
  }

  void closed(int partition, PartitionStore store) {
    if (open.remove(partition, store)) {
      writes.remove(partition);
    }
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
