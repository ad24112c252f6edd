package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;

/**
 * The events of a feature log, sorted by key, then by {@link #known}, then in {@link Event#ORDER}.
 * A cursor for one thread; what it tells is of the row that {@link #next} came to.
 */
public interface EventRows {

  /** Goes on to the next row, if there is one. */
  boolean next();

  /** Whether the event's key comes before that of the spine's present row, is it, or after it. */
  int compareKey();

  /**
   * From which T on the event counts, microseconds since the epoch: its event time, or, in a join
   * of what was known by arrival, the later one of event time and arrival.
   */
  long known();

  /** The event; it stays as it is when the cursor goes on. */
  Event event();
}
