package dev.tidemark.model.feature;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** One accepted event of one key, as features see it. */
public interface Event {
  /** The order of events: event time, then created time, then place in the feature log. */
  Comparator<Event> ORDER =
      Comparator.comparingLong(Event::eventTime)
          .thenComparingLong(Event::createdTime)
          .thenComparingLong(Event::position);

  /** Microseconds since the epoch. */
  long eventTime();

  /** Microseconds since the epoch, or {@link dev.tidemark.model.time.Micros#NONE}. */
  long createdTime();

  /** The offset in the feature log; grows with arrival. */
  long position();

  /** Whether a condition of the log's schema held; -1 is the condition that always holds. */
  boolean holds(int condition);

  /** The value of a column of the log's schema. */
  @Nullable Object value(int column);
}
