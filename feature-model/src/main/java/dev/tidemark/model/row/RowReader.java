package dev.tidemark.model.row;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.util.ArrayList;
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
    if (bytes.length < RowLayout.HEADER || bytes[0] != RowEncoder.VERSION) {
      throw new IllegalArgumentException(
          "Cannot read feature-log row at " + position + ": unknown version");
    }
    int id = ((bytes[1] & 0xff) << 8) | (bytes[2] & 0xff);
    Projection projection = projections.get(id);
    if (projection == null) {
      throw new IllegalArgumentException(
          "Cannot read feature-log row at " + position + ": unknown schema " + id);
    }
    return new LogRow(bytes, position, arrival, projection);
  }

  /** How the bytes of one schema appear under the current one. */
  static final class Projection {
    private final RowLayout layout;
    private final int[] columns;
    private final int[] conditions;
    private final List<ValueType> types = new ArrayList<>();
    private final int[] previousVariable;

    Projection(RowSchema written, RowSchema current) {
      layout = new RowLayout(written);
      columns = current.columns().stream().mapToInt(c -> find(written, c)).toArray();
      conditions = current.conditions().stream().mapToInt(written.conditions()::indexOf).toArray();
      previousVariable = new int[written.columns().size()];
      int previous = -1;
      for (int i = 0; i < previousVariable.length; i++) {
        ValueType type = written.columns().get(i).type();
        types.add(type);
        previousVariable[i] = previous;
        if (type.width() == 0) {
          previous = i;
        }
      }
    }

    private static int find(RowSchema written, Column column) {
      return written.columns().indexOf(column);
    }

    boolean holds(byte[] bytes, int condition) {
      int bit = conditions[condition];
      return bit >= 0 && ByteSource.bit(bytes, RowLayout.HEADER, bit);
    }

    boolean isNull(byte[] bytes, int column) {
      int index = columns[column];
      return index < 0 || ByteSource.bit(bytes, layout.nullStart(), index);
    }

    long bits(byte[] bytes, int column) {
      int index = columns[column];
      return ByteSource.bits(bytes, layout.slot(index), types.get(index).width());
    }

    @Nullable Object value(byte[] bytes, int column) {
      if (isNull(bytes, column)) {
        return null;
      }
      int index = columns[column];
      ValueType type = types.get(index);
      int slot = layout.slot(index);
      if (type.width() > 0) {
        return ByteSource.fixed(bytes, slot, type.scalar());
      }
      int previous = previousVariable[index];
      int start = previous < 0 ? 0 : ByteSource.int32(bytes, layout.slot(previous));
      int from = layout.variableStart() + start;
      int length = ByteSource.int32(bytes, slot) - start;
      return type.array()
          ? new ByteSource(bytes, from).array(type.scalar())
          : ByteSource.variable(bytes, from, length, type.scalar());
    }
  }
}
