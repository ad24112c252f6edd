package dev.tidemark.model.row;

import dev.tidemark.model.feature.Event;
import org.jspecify.annotations.Nullable;

/** One row of a feature log, read where it lies: values are decoded when they are asked for. */
public final class LogRow implements Event {
  private final byte[] bytes;
  private final long position;
  private final long arrival;
  private final RowReader.Projection projection;

  LogRow(byte[] bytes, long position, long arrival, RowReader.Projection projection) {
    this.bytes = bytes;
    this.position = position;
    this.arrival = arrival;
    this.projection = projection;
  }

  @Override
  public long eventTime() {
    return ByteSource.int64(bytes, 3);
  }

  @Override
  public long createdTime() {
    return ByteSource.int64(bytes, 11);
  }

  @Override
  public long position() {
    return position;
  }

  /** When the feature log accepted the row, microseconds since the epoch. */
  public long arrival() {
    return arrival;
  }

  @Override
  public boolean holds(int condition) {
    return condition < 0 || projection.holds(bytes, condition);
  }

  @Override
  public @Nullable Object value(int column) {
    return projection.value(bytes, column);
  }

  /** The row as it stands in the log. */
  public byte[] bytes() {
    return bytes;
  }
}
