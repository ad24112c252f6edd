package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;

/**
 * The events of a feature log, key by key in the order of the spine's keys. A cursor for one
 * thread, which only goes forward.
 */
public interface EventRows {

  /** Takes events. */
  @FunctionalInterface
  interface Taker {
    /**
     * Takes an event.
     *
     * @param event stays as it is when the cursor goes on
     * @param known from which T on it counts, microseconds since the epoch: its event time, or, in
     *     a join of what was known by arrival, the later one of event time and arrival
     */
    void take(Event event, long known);
  }

  /** Goes on to the key of the spine's present row, which comes after that of any row before. */
  void seek();

  /**
   * Gives away those of the key's events that are known at a time, and were not given before: in
   * the order in which they are known, and of those in {@link Event#ORDER}. When only the newest
   * events matter it may leave out others, and the order is any.
   *
   * @param time not before that of any call for the same key
   */
  void upTo(long time, Taker taker);
}
