package dev.tidemark.model.row;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads feature-log rows of every schema that a log has had, as rows of its newest one: a column
 * that a row does not have is null, and a condition that was not asked when it was written is
 * false.
 */
public final class RowReader {
  private final Map<Integer, Projection> projections = new HashMap<>();

  /**
   * A reader of a log's rows.
   *
   * @param schemas every schema of the log, in any order
   * @param current the one whose columns and conditions {@link LogRow} speaks of
   */
  public RowReader(List<RowSchema> schemas, RowSchema current) {
    for (RowSchema schema : schemas) {
      projections.put(schema.id(), new Projection(schema, current));
    }
  }

  /**
   * The row that the bytes hold.
   *
   * @param position the row's offset in its partition of the feature log
   * @param arrival when the feature log accepted it, microseconds since the epoch
   * @throws IllegalArgumentException when the bytes are no row of a known schema
   */
  public LogRow read(byte[] bytes, long position, long arrival) {
    return read(new Slice(bytes, 0, bytes.length), position, arrival);
  }

  /** As {@link #read(byte[], long, long)}, of some bytes among others. */
  public LogRow read(Slice slice, long position, long arrival) {
    byte[] bytes = slice.bytes;
    int start = slice.start;
    if (slice.length < RowLayout.HEADER || bytes[start] != RowEncoder.VERSION) {
      throw new IllegalArgumentException(
          "Cannot read feature-log row at " + position + ": unknown version");
    }
    int id = ((bytes[start + 1] & 0xff) << 8) | (bytes[start + 2] & 0xff);
    Projection projection = projections.get(id);
    if (projection == null) {
      throw new IllegalArgumentException(
          "Cannot read feature-log row at " + position + ": unknown schema " + id);
    }
    return new LogRow(slice, position, arrival, projection);
  }

  /** Some bytes among others; they must not be changed any more. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Slice(byte[] bytes, int start, int length) {}

  /** How the bytes of one schema appear under the current one. */
  static final class Projection {
    private static final int NONE = -1;

    private final int nullStart;
    private final int nullEnd;
    private final int variableStart;
    private final int[] conditions;

    /** Whether every current column was written. */
    private final boolean all;

    /** Of each current column its place in the written schema, or {@link #NONE}. */
    private final int[] columns;

    /** Of each current column that is there: where its slot begins, and its type. */
    private final int[] slots;

    private final ValueType[] types;
    private final int[] widths;

    /** Of each current column of variable width: the slot that tells where its bytes begin. */
    private final int[] previousSlots;

    Projection(RowSchema written, RowSchema current) {
      RowLayout layout = new RowLayout(written);
      nullStart = layout.nullStart();
      nullEnd = nullStart + (written.columns().size() + 7) / 8;
      all = written.columns().containsAll(current.columns());
      variableStart = layout.variableStart();
      conditions = current.conditions().stream().mapToInt(written.conditions()::indexOf).toArray();
      int size = current.columns().size();
      columns = new int[size];
      slots = new int[size];
      types = new ValueType[size];
      widths = new int[size];
      previousSlots = new int[size];
      for (int i = 0; i < size; i++) {
        Column column = current.columns().get(i);
        int index = written.columns().indexOf(column);
        columns[i] = index;
        types[i] = column.type();
        widths[i] = column.type().width();
        if (index >= 0) {
          slots[i] = layout.slot(index);
          int previous = previousVariable(written, index);
          previousSlots[i] = previous < 0 ? NONE : layout.slot(previous);
        }
      }
    }

    private static int previousVariable(RowSchema written, int index) {
      int previous = index - 1;
      while (previous >= 0 && written.columns().get(previous).type().width() > 0) {
        previous--;
      }
      return previous;
    }

    List<ValueType> types() {
      return List.of(types);
    }

    boolean holds(byte[] bytes, int row, int condition) {
      int bit = conditions[condition];
      return bit >= 0 && ByteSource.bit(bytes, row + RowLayout.HEADER, bit);
    }

    boolean isNull(byte[] bytes, int row, int column) {
      int index = columns[column];
      return index < 0 || ByteSource.bit(bytes, row + nullStart, index);
    }

    boolean complete(byte[] bytes, int row) {
      boolean complete = all;
      for (int at = nullStart; complete && at < nullEnd; at++) {
        complete = bytes[row + at] == 0;
      }
      return complete;
    }

    long bits(byte[] bytes, int row, int column) {
      return ByteSource.bits(bytes, row + slots[column], widths[column]);
    }

    Slice slice(byte[] bytes, int row, int column) {
      int previous = previousSlots[column];
      int start = previous == NONE ? 0 : ByteSource.int32(bytes, row + previous);
      int end = ByteSource.int32(bytes, row + slots[column]);
      return new Slice(bytes, row + variableStart + start, end - start);
    }

    @Nullable Object value(byte[] bytes, int row, int column) {
      if (isNull(bytes, row, column)) {
        return null;
      }
      ValueType type = types[column];
      int slot = row + slots[column];
      if (type.width() > 0) {
        return ByteSource.fixed(bytes, slot, type.scalar());
      }
      Slice slice = slice(bytes, row, column);
      return type.array()
          ? new ByteSource(bytes, slice.start).array(type.scalar())
          : ByteSource.variable(bytes, slice.start, slice.length, type.scalar());
    }
  }
}
