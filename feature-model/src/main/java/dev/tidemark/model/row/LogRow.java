package dev.tidemark.model.row;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.type.ValueType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of a feature log, read where it lies: values are decoded when they are asked for. */
public final class LogRow implements Event {
  private final byte[] bytes;
  private final int start;
  private final int length;
  private final long position;
  private final long arrival;
  private final RowReader.Projection projection;

  LogRow(RowReader.Slice slice, long position, long arrival, RowReader.Projection projection) {
    this.bytes = slice.bytes();
    this.start = slice.start();
    this.length = slice.length();
    this.position = position;
    this.arrival = arrival;
    this.projection = projection;
  }

  @Override
  public long eventTime() {
    return ByteSource.int64(bytes, start + 3);
  }

  @Override
  public long createdTime() {
    return ByteSource.int64(bytes, start + 11);
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
    return condition < 0 || projection.holds(bytes, start, condition);
  }

  /** The types of {@link #value} of each column. */
  public List<ValueType> types() {
    return projection.types();
  }

  @Override
  public @Nullable Object value(int column) {
    return projection.value(bytes, start, column);
  }

  /** Whether {@link #value} is null. */
  public boolean isNull(int column) {
    return projection.isNull(bytes, start, column);
  }

  /** Whether {@link #value} is null for no column; it may say no although that is so. */
  public boolean complete() {
    return projection.complete(bytes, start);
  }

  /**
   * The value of a column of fixed width that is not null, without an object: whole numbers and
   * times in microseconds as they are, floating ones as IEEE 754 has them, booleans as 0 and 1.
   */
  public long bits(int column) {
    return projection.bits(bytes, start, column);
  }

  /** The bytes of a column of variable width that is not null and no array, where they lie. */
  public RowReader.Slice slice(int column) {
    return projection.slice(bytes, start, column);
  }

  /** How many bytes the row has. */
  public int length() {
    return length;
  }

  /** The row as it stands in the log. */
  public byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOfRange(bytes, start, start + length);
  }
}
