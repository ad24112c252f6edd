package dev.tidemark.online.fold;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.online.state.KeyChange;
import dev.tidemark.online.state.LogState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of one partition of all logs of an entity, in memory first: what has changed is
 * stored a few milliseconds later, each key once, and before each commit.
 */
final class PartitionFold {
  /** How many keys are remembered although they are stored, and how many bytes of heads. */
  private static final int REMEMBERED = 1_000;

  private static final long REMEMBERED_BYTES = 4 << 20;

  /** How many keys' changes are gathered at most, and how many bytes of heads and events. */
  private static final int GATHERED = 5_000;

  private static final long GATHERED_BYTES = 4 << 20;

  private final Store store;
  private final LongSupplier commits;
  private final Map<Key, KeyChange> keys = new LinkedHashMap<>(REMEMBERED, 0.75f, true);
  private final Set<KeyChange> changed = new LinkedHashSet<>();

  /** Keys with a tombstone, until no node of their events is stored. */
  private final Set<KeyChange> deleted = new LinkedHashSet<>();

  private long remembered;
  private long gathered;

  /** Where state is stored. */
  interface Store {
    byte @Nullable [] get(byte[] key);

    /** Puts all, in this order, or nothing; null deletes. */
    void putAll(List<KeyValue<Bytes, byte[]>> entries);
  }

  private record Key(int log, Bytes entityKey) {}

  /**
   * A fold without events yet.
   *
   * @param commits how often the partition has been committed
   */
  PartitionFold(Store store, LongSupplier commits) {
    this.store = store;
    this.commits = commits;
  }

  /** Takes an event in. */
  void add(LogState log, byte[] entityKey, LogRow event) {
    KeyChange key = key(log, entityKey);
    key.add(event, commits.getAsLong());
    gathered += event.length();
    changed(key);
  }

  /** Takes a tombstone in. */
  void delete(LogState log, byte[] entityKey, Tombstone tombstone, long offset) {
    KeyChange key = key(log, entityKey);
    key.delete(tombstone, offset, commits.getAsLong());
    deleted.add(key);
    changed(key);
  }

  private KeyChange key(LogState log, byte[] entityKey) {
    return keys.computeIfAbsent(
        new Key(log.index(), Bytes.wrap(entityKey)),
        k -> {
          KeyChange key = new KeyChange(log, entityKey, store::get);
          remembered += key.length();
          return key;
        });
  }

  private void changed(KeyChange key) {
    if (changed.add(key)) {
      gathered += key.length();
    }
    if (changed.size() >= GATHERED || gathered >= GATHERED_BYTES) {
      flush();
    }
  }

  /** Stores what has changed, all of it or nothing. */
  void flush() {
    clearDeleted();
    if (changed.isEmpty()) {
      return;
    }
    List<KeyValue<Bytes, byte[]>> entries = new ArrayList<>(2 * changed.size());
    for (KeyChange key : changed) {
      remembered -= key.length();
      key.flush((entry, value) -> entries.add(KeyValue.pair(Bytes.wrap(entry), value)));
      remembered += key.length();
    }
    store.putAll(entries);
    changed.clear();
    gathered = 0;
    forget();
  }

  private void clearDeleted() {
    long now = commits.getAsLong();
    deleted.removeIf(key -> {
      boolean clear = key.clear(now);
      if (clear) {
        changed.add(key);
      }
      return clear;
    });
  }

  private void forget() {
    long now = commits.getAsLong();
    Iterator<KeyChange> eldest = keys.values().iterator();
    while ((keys.size() > REMEMBERED || remembered > REMEMBERED_BYTES) && eldest.hasNext()) {
      KeyChange key = eldest.next();
      if (key.settled(now)) {
        remembered -= key.length();
        eldest.remove();
      }
    }
  }
}
