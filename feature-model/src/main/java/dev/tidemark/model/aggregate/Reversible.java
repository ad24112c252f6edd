package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;

/** A state from which an event can be taken out again, as if it had never been added. */
public sealed interface Reversible extends Accumulator permits Count, LongSum, DoubleSum, Variance {

  /**
   * Takes out an event that was added.
   *
   * @return false when it cannot be undone; then the state holds nothing of use any more
   */
  boolean remove(Event event, Object value);
}
