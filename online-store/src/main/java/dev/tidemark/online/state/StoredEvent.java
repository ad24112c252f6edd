package dev.tidemark.online.state;

import dev.tidemark.model.feature.Event;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an event of a track: it holds the track's condition.
 *
 * @param values the track's columns
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredEvent(long eventTime, long createdTime, long position, @Nullable Object[] values)
    implements Event {

  @Override
  public boolean holds(int condition) {
    return condition < 0;
  }

  @Override
  public @Nullable Object value(int column) {
    return values[column];
  }
}
