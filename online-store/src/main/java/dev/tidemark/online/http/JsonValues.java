package dev.tidemark.online.http;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.lookup.RowText;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes values as Feast's clients read them. */
final class JsonValues {
  private JsonValues() {}

  /**
   * The values of a row, each as it stands in answers.
   *
   * @param json lends its free end
   */
  static RowText text(JsonBuffer json, LogRow row) {
    int start = json.length();
    List<ValueType> types = row.types();
    RowText.Builder text = new RowText.Builder(types.size());
    for (int column = 0; column < types.size(); column++) {
      ValueType type = types.get(column);
      if (row.isNull(column)) {
        json.nothing();
      } else if (type.width() > 0) {
        writeBits(json, type.scalar(), row.bits(column));
      } else {
        write(json, type, row.value(column));
      }
      text.value(column, json.bytes(), start, json.length() - start);
      json.cut(start);
    }
    json.time(row.eventTime());
    text.time(json.bytes(), start, json.length() - start);
    json.cut(start);
    return text.build();
  }

  /** A value of fixed width, as {@link LogRow#bits} gives it. */
  static void writeBits(JsonBuffer json, Scalar scalar, long bits) {
    switch (scalar) {
      case BOOL -> json.ascii(bits == 0 ? "false" : "true");
      case INT32, INT64 -> json.number(bits);
      case FLOAT -> json.number(Float.intBitsToFloat((int) bits));
      case DOUBLE -> json.number(Double.longBitsToDouble(bits));
      case TIMESTAMP -> json.number(Math.floorDiv(bits, 1_000_000L));
      case STRING, BYTES -> throw new IllegalArgumentException("Cannot write bits of a " + scalar);
    }
  }

  static void write(JsonBuffer json, ValueType type, @Nullable Object value) {
    if (type.array() && value != null) {
      json.character('[');
      int before = json.length();
      for (Object element : (List<?>) value) {
        if (json.length() > before) {
          json.character(',');
        }
        write(json, type.scalar(), element);
      }
      json.character(']');
    } else {
      write(json, type.scalar(), value);
    }
  }

  private static void write(JsonBuffer json, Scalar scalar, @Nullable Object value) {
    if (value == null) {
      json.nothing();
      return;
    }
    switch (scalar) {
      case BOOL -> json.ascii(value.toString());
      case INT32 -> json.number((Integer) value);
      case INT64 -> json.number((Long) value);
      case FLOAT -> json.number((Float) value);
      case DOUBLE -> json.number((Double) value);
      case STRING -> json.string((String) value);
      case BYTES -> {
        json.character('"');
        json.raw(Base64.getEncoder().encode((byte[]) value));
        json.character('"');
      }
      case TIMESTAMP -> json.number(((Instant) value).getEpochSecond());
    }
  }
}
