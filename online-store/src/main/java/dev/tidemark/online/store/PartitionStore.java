package dev.tidemark.online.store;

import dev.tidemark.online.store.Database.Entry;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of one partition, as Kafka Streams sees it. Written by the stream thread only; {@link
 * #reader} may be called by any thread at any time.
 *
 * <p>What is to be written is gathered by who writes, and written when Kafka Streams is about to
 * commit: then it calls {@link #flushCache}, as it does for its own caches.
 *
 * <p>Closing waits for open readers. The readers hold the read lock, and a waiting writer keeps new
 * ones out, so closing cannot starve.
 */
final class PartitionStore
    implements KeyValueStore<Bytes, byte[]>, CachedStateStore<byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionStore.class);

  private final String name;
  private final RocksMemory memory;
  private final PartitionedState owner;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Position position = Position.emptyPosition();
  private @Nullable Database database;
  private int partition;

  /** The offset in the changelog of what comes next, as far as it was read back. */
  private volatile long restored;

  PartitionStore(String name, RocksMemory memory, PartitionedState owner) {
    this.name = name;
    this.memory = memory;
    this.owner = owner;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    partition = context.taskId().partition();
    // Kafka Streams opens the same store again, and what it had may be gone
    restored = 0;
    Path task = context.stateDir().toPath();
    lock.writeLock().lock();
    try {
      database = owner.folders().open(task, folder -> open(folder, context.taskId()));
    } finally {
      lock.writeLock().unlock();
    }
    context.register(root, new Restore());
    owner.opened(partition, this);
  }

  /** What is damaged is thrown away: the changelog has all of it. */
  private Database open(Path folder, TaskId task) {
    if (!owner.toRebuild(partition)) {
      try {
        return new Database(folder, memory, task);
      } catch (DamagedStateException e) {
        owner.damaged(partition, e);
      }
    }
    LOG.warn("Removing the damaged state {}: it is restored from the changelog", folder);
    Folders.remove(folder);
    Database empty = new Database(folder, memory, task);
    owner.rebuilding(partition);
    return empty;
  }

  /** Puts what the changelog holds, batch by batch. */
  private final class Restore implements RecordBatchingStateRestoreCallback {
    @Override
    public void restoreBatch(Collection<ConsumerRecord<byte[], byte[]>> records) {
      open().putAll(records.stream().map(r -> new Entry(r.key(), r.value())).toList());
      records.forEach(record -> holds(record.offset()));
    }
  }

  /** Only the thread that works on the partition calls it. */
  private void holds(long offset) {
    restored = Math.max(restored, offset + 1);
  }

  long restored() {
    return restored;
  }

  private Database open() {
    Database current = database;
    if (current == null) {
      throw new InvalidStateStoreException("Cannot use state %s: closed".formatted(name));
    }
    if (isDamaged(current)) {
      throw Objects.requireNonNull(current.damage());
    }
    return current;
  }

  /** Kafka Streams closes and opens anew what throws it. */
  void check() {
    open();
  }

  private boolean isDamaged(Database current) {
    DamagedStateException damage = current.damage();
    if (damage != null) {
      owner.damaged(partition, damage);
    }
    return damage != null;
  }

  /** What is here, or empty when the store is closed, or damaged. */
  Optional<Reader> reader() {
    lock.readLock().lock();
    Database current = database;
    if (current == null || isDamaged(current)) {
      lock.readLock().unlock();
      return Optional.empty();
    }
    return Optional.of(new Reader(current, lock.readLock()));
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    open().put(key.get(), value);
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return open().get(key.get());
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
    byte[] present = get(key);
    if (present == null) {
      put(key, value);
    }
    return present;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    open().putAll(entries.stream().map(e -> new Entry(e.key.get(), e.value)).toList());
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    byte[] present = get(key);
    put(key, null);
    return present;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    return new RangeIterator(open().iterator(), from, to);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return range(null, null);
  }

  @Override
  public long approximateNumEntries() {
    return open().approximateEntries();
  }

  @Override
  public boolean setFlushListener(CacheFlushListener<byte[], byte[]> listener, boolean oldValues) {
    return false;
  }

  @Override
  public void flushCache() {
    owner.flush(partition);
  }

  @Override
  public void clearCache() {}

  /**
   * Called after everything up to these offsets of the changelog is committed with the input that
   * led to it. They are written after the entries that they stand for, into the same write-ahead
   * log: a database never claims an offset without its entries.
   */
  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    open().putOffsets(changelogOffsets);
    changelogOffsets.values().forEach(this::holds);
    if (!changelogOffsets.isEmpty()) {
      owner.committed(partition);
    }
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition changelog) {
    Long offset = open().offset(changelog);
    if (offset != null) {
      holds(offset);
    }
    return offset;
  }

  @Override
  @SuppressWarnings("deprecation") // Kafka Streams still asks
  public boolean managesOffsets() {
    return true;
  }

  /** None: interactive queries, which would ask for it, are not used. */
  @Override
  public Position getPosition() {
    return position;
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return database != null;
  }

  @Override
  public void close() {
    owner.closed(partition, this);
    lock.writeLock().lock();
    try {
      if (database != null) {
        database.close();
        database = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
