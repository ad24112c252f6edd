package dev.tidemark.model.row;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes feature-log rows of one schema. The format is {@code docs/spec/feature-log-row.md}. */
public final class RowEncoder {
  static final int VERSION = 1;

  private final RowSchema schema;
  private final RowLayout layout;

  public RowEncoder(RowSchema schema) {
    this.schema = schema;
    this.layout = new RowLayout(schema);
  }

  /**
   * The bytes of a row.
   *
   * @param eventTime microseconds since the epoch
   * @param createdTime the same, or {@link Micros#NONE}
   * @param values one for each column of the schema, of the column's Java type
   * @param conditions one for each condition of the schema
   */
  public byte[] encode(
      long eventTime, long createdTime, @Nullable Object[] values, boolean[] conditions) {
    ByteSink out = new ByteSink(layout.variableStart() + 32);
    out.int8(VERSION).int16(schema.id()).int64(eventTime).int64(createdTime);
    out.reserve(layout.variableStart() - RowLayout.HEADER);
    for (int i = 0; i < conditions.length; i++) {
      if (conditions[i]) {
        out.setBit(RowLayout.HEADER, i);
      }
    }
    List<Column> columns = schema.columns();
    for (int i = 0; i < columns.size(); i++) {
      Object value = values[i];
      if (value == null) {
        out.setBit(layout.nullStart(), i);
      }
      encode(out, layout.slot(i), columns.get(i).type(), value);
    }
    return out.toByteArray();
  }

  private void encode(ByteSink out, int slot, ValueType type, @Nullable Object value) {
    if (type.width() > 0) {
      if (value != null) {
        out.putFixed(slot, type.scalar(), value);
      }
      return;
    }
    if (value != null) {
      if (type.array()) {
        appendArray(out, type.scalar(), (List<?>) value);
      } else {
        out.raw(ByteSink.variable(type.scalar(), value));
      }
    }
    out.putInt32(slot, out.size() - layout.variableStart());
  }

  private static void appendArray(ByteSink out, Scalar scalar, List<?> elements) {
    out.int32(elements.size());
    int nulls = out.reserve((elements.size() + 7) / 8);
    for (int i = 0; i < elements.size(); i++) {
      Object element = elements.get(i);
      if (element == null) {
        out.setBit(nulls, i);
      } else {
        out.element(scalar, element);
      }
    }
  }
}
