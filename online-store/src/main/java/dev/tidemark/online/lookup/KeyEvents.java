package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.Lifetimes;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.online.state.EntryKeys;
import dev.tidemark.online.state.Head;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.Cursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One key's state in one log, read through a cursor. */
final class KeyEvents {
  private final LogState log;
  private final EntryKeys keys;
  private final Cursor cursor;
  private final byte @Nullable [] stored;
  private final Head head;
  private final @Nullable Lifetimes[] settled;

  KeyEvents(LogState log, byte[] entityKey, Cursor cursor) {
    this.log = log;
    this.keys = log.keys(entityKey);
    this.cursor = cursor;
    byte[] headKey = keys.head();
    cursor.seek(headKey);
    stored = cursor.valid() && Arrays.equals(cursor.key(), headKey) ? cursor.value() : null;
    head = stored == null ? Head.none(log.layout()) : log.codec().read(stored);
    settled = new @Nullable Lifetimes[log.layout().reaches().size()];
  }

  Head head() {
    return head;
  }

  /** The kept events from a time on, in their order. */
  List<LogRow> from(long time) {
    return between(time, Long.MAX_VALUE);
  }

  /**
   * The totals of a reach with its newest events counted in.
   *
   * @param i the reach's place in the layout
   */
  Lifetimes settled(int i) {
    Lifetimes known = settled[i];
    if (known != null || stored == null) {
      return known == null ? head.lifetimes().get(i) : known;
    }
    // Read again, for the head's own totals stay those before its newest events
    Lifetimes totals = log.codec().read(stored).lifetimes().get(i);
    for (LogRow tied : between(head.reached()[i], head.reached()[i])) {
      if (tied.holds(log.layout().reaches().get(i).condition())) {
        totals.settle(tied);
      }
    }
    settled[i] = totals;
    return totals;
  }

  private List<LogRow> between(long from, long to) {
    List<LogRow> events = new ArrayList<>();
    cursor.seek(keys.eventsFrom(from));
    for (; cursor.valid(); cursor.next()) {
      byte[] key = cursor.key();
      if (!keys.isEvent(key) || keys.eventTime(key) > to) {
        break;
      }
      long position = keys.position(key);
      // An event beyond the head survived a crash that its head did not: it is still to come
      if (position <= head.lastOffset()) {
        events.add(log.codec().readEvent(cursor.value(), position));
      }
    }
    return events;
  }
}
