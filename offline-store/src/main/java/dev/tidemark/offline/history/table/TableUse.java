package dev.tidemark.offline.history.table;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * What those that change one table share: whose turn it is to commit in this process, and which
 * files are being written, so that nobody takes them for left over. With a lock file, other
 * processes see that as well. Thread-safe.
 */
public final class TableUse implements AutoCloseable {
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Set<String> writing = new HashSet<>();
  private final @Nullable WritingLock lock;

  /** Of a table that nobody else writes, or where others cannot be seen. */
  public TableUse() {
    lock = null;
  }

  /**
   * Of a table in a folder.
   *
   * @param lockFile the same for all that write the table
   */
  public TableUse(Path lockFile) {
    lock = new WritingLock(lockFile);
  }

  /** Something that ends in a commit. */
  @FunctionalInterface
  public interface Change {
    void run();
  }

  /** Runs a change while nobody else in this process commits. */
  public void commit(Change change) {
    turn.lock();
    try {
      change.run();
    } finally {
      turn.unlock();
    }
  }

  /** Where a new file of a partition is to be; it is being written until {@link #written}. */
  public String begin(Table table, PartitionSpec spec, StructLike partition, String name) {
    String location =
        spec.isPartitioned()
            ? table.locationProvider().newDataLocation(spec, partition, name)
            : table.locationProvider().newDataLocation(name);
    begin(location);
    return location;
  }

  private synchronized void begin(String location) {
    if (writing.isEmpty() && lock != null) {
      lock.begin();
    }
    writing.add(location);
  }

  /** The files are in a snapshot, or nobody's any more. */
  public synchronized void written(Collection<String> locations) {
    writing.removeAll(locations);
    if (writing.isEmpty() && lock != null) {
      lock.end();
    }
  }

  /** What is being written in this process. */
  public synchronized Set<String> writing() {
    return Set.copyOf(writing);
  }

  /**
   * What is seen while no other process writes, so that each of its files is named by a snapshot or
   * left over; empty when others wrote for too long.
   */
  public <T> Optional<T> whileOthersRest(Supplier<T> look) {
    return lock == null ? Optional.of(look.get()) : lock.whileOthersRest(look);
  }

  @Override
  public void close() {
    if (lock != null) {
      lock.close();
    }
  }
}
