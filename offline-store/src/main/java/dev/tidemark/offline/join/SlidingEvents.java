package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/** Events in order: added at the end, dropped at the front, read anywhere at constant cost. */
final class SlidingEvents extends AbstractList<Event> implements RandomAccess {
  private static final int COMPACT_FROM = 64;

  private final List<Event> events = new ArrayList<>();
  private int start;

  @Override
  public Event get(int index) {
    return events.get(start + index);
  }

  @Override
  public int size() {
    return events.size() - start;
  }

  void append(Event event) {
    events.add(event);
  }

  /** Drops the events with event time before the bound. */
  void dropBefore(long bound) {
    while (start < events.size() && events.get(start).eventTime() < bound) {
      start++;
    }
    if (start >= COMPACT_FROM && start * 2 >= events.size()) {
      events.subList(0, start).clear();
      start = 0;
    }
  }

  /** The place of the first event with event time at or after the bound, or the size. */
  int firstAtOrAfter(long bound) {
    int low = 0;
    int high = size();
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

  @Override
  public void clear() {
    events.clear();
    start = 0;
  }
}
