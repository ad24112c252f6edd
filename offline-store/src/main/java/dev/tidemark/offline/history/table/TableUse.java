package dev.tidemark.offline.history.table;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;

/**
 * What those that change one table in this process share: whose turn it is to commit, and which
 * files are being written, so that nobody takes them for left over. Thread-safe.
 */
public final class TableUse {
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Set<String> writing = ConcurrentHashMap.newKeySet();

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
    writing.add(location);
    return location;
  }

  /** The files are in a snapshot, or nobody's any more. */
  public void written(Collection<String> locations) {
    writing.removeAll(locations);
  }

  public Set<String> writing() {
    return Set.copyOf(writing);
  }
}
