package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Event;
import org.jspecify.annotations.Nullable;

/** An event as it was read from the history; only what is asked for is there. */
final class HistoryEvent implements Event {
  private final long eventTime;
  private final long createdTime;
  private final long position;
  private final @Nullable Object[] values;
  private final boolean[] held;

  HistoryEvent(
      long eventTime, long createdTime, long position, @Nullable Object[] values, boolean[] held) {
    this.eventTime = eventTime;
    this.createdTime = createdTime;
    this.position = position;
    this.values = values;
    this.held = held;
  }

  @Override
  public long eventTime() {
    return eventTime;
  }

  @Override
  public long createdTime() {
    return createdTime;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public boolean holds(int condition) {
    return condition < 0 || held[condition];
  }

  @Override
  public @Nullable Object value(int column) {
    return values[column];
  }
}
