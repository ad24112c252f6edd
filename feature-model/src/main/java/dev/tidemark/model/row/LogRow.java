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

  /** Whether {@link #value} is null. */
  public boolean isNull(int column) {
    return projection.isNull(bytes, column);
  }

  /**
   * The value of a column of fixed width that is not null, without an object: whole numbers and
   * times in microseconds as they are, floating ones as IEEE 754 has them, booleans as 0 and 1.
   */
  public long bits(int column) {
    return projection.bits(bytes, column);
  }

  /** The row as it stands in the log. */
  public byte[] bytes() {
    return bytes;
  }
}
