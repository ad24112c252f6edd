package dev.tidemark.ingest;

import org.jspecify.annotations.Nullable;

/**
 * An event as it is decoded. A value that does not fit its column is a {@link ShapeResult.Refused}
 * until the event is whole.
 */
final class RawEvent {
  /** Of the source's columns in their order, with room for the derived ones after them. */
  final @Nullable Object[] values;

  /** What is no column, as {@link Wanted} numbers it: a text, a number, an instant, or null. */
  final @Nullable Object[] loose = new Object[Wanted.LOOSE];

  /**
   * @param width of columns and derived columns
   */
  RawEvent(int width) {
    values = new Object[width];
  }

  @Nullable Object eventTime() {
    return loose[Wanted.EVENT_TIME];
  }

  @Nullable Object createdTime() {
    return loose[Wanted.CREATED_TIME];
  }

  @Nullable Object id() {
    return loose[Wanted.ID];
  }
}
