package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import org.jspecify.annotations.Nullable;

/** A tombstone in the place of an event: it has a time and a position, and no values. */
record Deletion(long eventTime, long position) implements Event {

  static Deletion of(Tombstone tombstone, long position) {
    return new Deletion(tombstone.eventTime(), position);
  }

  @Override
  public long createdTime() {
    return Micros.NONE;
  }

  @Override
  public boolean holds(int condition) {
    return false;
  }

  @Override
  public @Nullable Object value(int column) {
    return null;
  }
}
