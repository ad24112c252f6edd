package dev.tidemark.online.fold;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.LogLayout.Reach;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.state.EntryKeys;
import dev.tidemark.online.state.Head;
import dev.tidemark.online.state.LogState;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Takes the events of one log into the state of their keys, each once. */
final class LogFold {
  private final LogState log;
  private final KeyValueStore<Bytes, byte[]> store;

  LogFold(LogState log, KeyValueStore<Bytes, byte[]> store) {
    this.log = log;
    this.store = store;
  }

  /**
   * Takes an event in. An event that the head has seen is a replay: its entry and the head are put
   * again as they are, because the changelog may have lost them.
   *
   * @return what may be deleted once this change can no longer be undone
   */
  Optional<Pruning> apply(byte[] entityKey, LogRow event) {
    EntryKeys keys = log.keys(entityKey);
    Bytes headKey = Bytes.wrap(keys.head());
    byte[] stored = store.get(headKey);
    Head head = stored == null ? Head.none(log.layout()) : log.codec().read(stored);
    if (stored != null && head.lastOffset() >= event.position()) {
      putEvent(keys, event, head);
      store.put(headKey, stored);
      return Optional.empty();
    }
    Head next = next(keys, head, event);
    // The event before the head: a head never speaks of an event that is not there
    putEvent(keys, event, next);
    store.put(headKey, log.codec().write(next));
    return next.prunedTime() == head.prunedTime()
        ? Optional.empty()
        : Optional.of(new Pruning(log, keys, next.reached()));
  }

  private void putEvent(EntryKeys keys, LogRow event, Head head) {
    if (log.layout().needs(event, head.reached())) {
      store.put(Bytes.wrap(keys.event(event)), log.codec().writeEvent(event));
    }
  }

  private Head next(EntryKeys keys, Head head, LogRow event) {
    long[] reached = head.reached().clone();
    for (int i = 0; i < reached.length; i++) {
      Reach reach = log.layout().reaches().get(i);
      if (event.holds(reach.condition())) {
        settle(keys, head, i, event);
        reached[i] = Math.max(reached[i], event.eventTime());
      }
    }
    long newest = Math.max(head.newestTime(), event.eventTime());
    return new Head(
        event.position(),
        newest,
        prunedTime(head, newest),
        newestRows(head.newest(), event),
        reached,
        head.lifetimes());
  }

  /** Counts into a reach's totals what has become old enough for them. */
  private void settle(EntryKeys keys, Head head, int i, LogRow event) {
    Reach reach = log.layout().reaches().get(i);
    if (reach.lifetimes().isEmpty()) {
      return;
    }
    long newest = head.reached()[i];
    if (event.eventTime() < reach.settledBefore(newest)) {
      head.lifetimes().get(i).settle(event);
    } else if (event.eventTime() > newest && newest != Micros.NONE) {
      long to = Math.min(reach.settledBefore(event.eventTime()), newest + 1);
      settleKept(keys, head, i, to);
    }
  }

  /** Counts in the kept events up to a time, exclusive, that the head has not settled. */
  private void settleKept(EntryKeys keys, Head head, int i, long to) {
    Reach reach = log.layout().reaches().get(i);
    long from = reach.settledBefore(head.reached()[i]);
    try (KeyValueIterator<Bytes, byte[]> kept =
        store.range(Bytes.wrap(keys.eventsFrom(from)), Bytes.wrap(keys.eventsFrom(to)))) {
      while (kept.hasNext()) {
        KeyValue<Bytes, byte[]> entry = kept.next();
        byte[] key = entry.key.get();
        // An entry beyond the head survived a crash that its head did not: it is still to come
        if (keys.isEvent(key)
            && keys.eventTime(key) < to
            && keys.position(key) <= head.lastOffset()) {
          LogRow row = log.codec().readEvent(entry.value, keys.position(key));
          if (row.holds(reach.condition())) {
            head.lifetimes().get(i).settle(row);
          }
        }
      }
    }
  }

  private @Nullable LogRow[] newestRows(@Nullable LogRow[] rows, LogRow event) {
    @Nullable LogRow[] newest = rows.clone();
    List<Integer> conditions = log.layout().newestOf();
    for (int i = 0; i < newest.length; i++) {
      LogRow row = newest[i];
      if (event.holds(conditions.get(i)) && (row == null || Event.ORDER.compare(row, event) < 0)) {
        newest[i] = event;
      }
    }
    return newest;
  }

  private long prunedTime(Head head, long newest) {
    boolean first = head.prunedTime() == Micros.NONE;
    return first || newest - head.prunedTime() > log.layout().pruneStep()
        ? newest
        : head.prunedTime();
  }
}
