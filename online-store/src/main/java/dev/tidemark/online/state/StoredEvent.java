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

  /** About how many bytes its texts take. */
  int length() {
    int length = 0;
    for (Object value : values) {
      if (value instanceof String text) {
        length += text.length();
      } else if (value instanceof byte[] bytes) {
        length += bytes.length;
      }
    }
    return length;
  }

  @Override
  public boolean holds(int condition) {
    return condition < 0;
  }

  @Override
  public @Nullable Object value(int column) {
    return values[column];
  }
}
