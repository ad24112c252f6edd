package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.Lifetimes;
import dev.tidemark.model.feature.LogLayout.Reach;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.state.EntryKeys;
import dev.tidemark.online.state.Head;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.Cursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One key's state in one log, read through a cursor. */
final class KeyEvents {
  private final LogState log;
  private final EntryKeys keys;
  private final Cursor cursor;
  private final byte @Nullable [] stored;
  private final Head head;
  private final Map<Until, Lifetimes> totals = new HashMap<>();

  KeyEvents(LogState log, byte[] entityKey, Cursor cursor) {
    this.log = log;
    this.keys = log.keys(entityKey);
    this.cursor = cursor;
    byte[] headKey = keys.head();
    cursor.seek(headKey);
    stored = cursor.valid() && Arrays.equals(cursor.key(), headKey) ? cursor.value() : null;
    head = stored == null ? Head.none(log.layout()) : log.codec().read(stored);
  }

  Head head() {
    return head;
  }

  /** The kept events from a time on, in their order. */
  List<LogRow> from(long time) {
    return between(time, Long.MAX_VALUE);
  }

  /** A reach, by its place in the layout, and the time before which its events are counted. */
  private record Until(int reach, long time) {}

  /**
   * The totals of a reach's events before T − offset.
   *
   * @param i the reach's place in the layout
   * @param time T, not before the reach's newest event
   */
  Lifetimes totals(int i, long time) {
    Reach reach = log.layout().reaches().get(i);
    long newest = head.reached()[i];
    // There is none after the newest: most Ts share their totals
    long to = Math.min(time - reach.offset(), newest + 1);
    return stored == null || newest == Micros.NONE || to <= reach.settledBefore(newest)
        ? head.lifetimes().get(i)
        : totals.computeIfAbsent(new Until(i, to), this::count);
  }

  private Lifetimes count(Until until) {
    Reach reach = log.layout().reaches().get(until.reach());
    // Read again, for the head's own totals stay as they are
    Lifetimes counted =
        log.codec().read(Objects.requireNonNull(stored)).lifetimes().get(until.reach());
    long settled = reach.settledBefore(head.reached()[until.reach()]);
    for (LogRow event : between(settled, until.time())) {
      if (event.holds(reach.condition())) {
        counted.settle(event);
      }
    }
    return counted;
  }

  private List<LogRow> between(long from, long to) {
    List<LogRow> events = new ArrayList<>();
    cursor.seek(keys.eventsFrom(from));
    for (; cursor.valid(); cursor.next()) {
      byte[] key = cursor.key();
      if (!keys.isEvent(key) || keys.eventTime(key) >= to) {
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
