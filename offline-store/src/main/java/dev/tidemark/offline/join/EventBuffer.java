package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * One key's events in {@link Event#ORDER}: added at the end or, when they were known late, before
 * it; dropped at the front. A place is counted from the first event ever added, so that dropping
 * moves none.
 */
final class EventBuffer {
  private static final int COMPACT_FROM = 64;

  private final List<Event> events = new ArrayList<>();

  /** The place of the first event of the list, and of the first that was not dropped. */
  private int base;

  private int start;

  int start() {
    return start;
  }

  /** The place after the last event. */
  int end() {
    return base + events.size();
  }

  Event get(int place) {
    return events.get(place - base);
  }

  /** Adds an event, and returns its place. */
  int add(Event event) {
    int place = end();
    while (place > start && Event.ORDER.compare(get(place - 1), event) > 0) {
      place--;
    }
    events.add(place - base, event);
    return place;
  }

  /** Drops the events with event time before the bound. */
  void dropBefore(long bound) {
    while (start < end() && get(start).eventTime() < bound) {
      start++;
    }
    if (start - base >= COMPACT_FROM && (start - base) * 2 >= events.size()) {
      events.subList(0, start - base).clear();
      base = start;
    }
  }

  /** The place of the first event with event time at or after the bound, or the end. */
  int firstAtOrAfter(long bound) {
    int low = start;
    int high = end();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle).eventTime() < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void clear() {
    events.clear();
    base = 0;
    start = 0;
  }
}
