package dev.tidemark.online.fold;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.online.state.EntryKeys;
import dev.tidemark.online.state.LogState;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The deletion of the events of a key that a head no longer needs. It may run only when that head
 * is in the changelog: an older head, restored after a crash, would miss them.
 */
final class Pruning {
  private final LogState log;
  private final EntryKeys keys;
  private final long[] reached;

  /**
   * A deletion.
   *
   * @param reached of the head
   */
  Pruning(LogState log, EntryKeys keys, long[] reached) {
    this.log = log;
    this.keys = keys;
    this.reached = reached;
  }

  void run(KeyValueStore<Bytes, byte[]> store) {
    for (Bytes key : unneeded(store)) {
      store.put(key, null);
    }
  }

  private List<Bytes> unneeded(KeyValueStore<Bytes, byte[]> store) {
    List<Bytes> unneeded = new ArrayList<>();
    Bytes from = Bytes.wrap(keys.eventsFrom(Long.MIN_VALUE));
    Bytes to = Bytes.wrap(keys.eventsFrom(log.layout().neededFrom(reached)));
    try (KeyValueIterator<Bytes, byte[]> events = store.range(from, to)) {
      while (events.hasNext()) {
        KeyValue<Bytes, byte[]> entry = events.next();
        byte[] key = entry.key.get();
        if (keys.isEvent(key)) {
          LogRow row = log.codec().readEvent(entry.value, keys.position(key));
          if (!log.layout().needs(row, reached)) {
            unneeded.add(entry.key);
          }
        }
      }
    }
    return unneeded;
  }
}
