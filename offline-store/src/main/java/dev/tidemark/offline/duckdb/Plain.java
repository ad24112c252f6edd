package dev.tidemark.offline.duckdb;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way between DuckDB and Java, in types that both have: a time is a BIGINT of
 * microseconds, and bytes within a list are base64.
 */
final class Plain {
  private Plain() {}

  /** The DuckDB type of a value on its way. */
  static String type(ValueType type) {
    return type.array() ? element(type.scalar()) + "[]" : scalar(type.scalar());
  }

  private static String element(Scalar scalar) {
    return scalar == Scalar.BYTES ? "VARCHAR" : scalar(scalar);
  }

  private static String scalar(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> "BOOLEAN";
      case INT32 -> "INTEGER";
      case INT64, TIMESTAMP -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case STRING -> "VARCHAR";
      case BYTES -> "BLOB";
    };
  }

  /** The DuckDB type of a value in a file. */
  static String fileType(ValueType type) {
    String scalar = type.scalar() == Scalar.TIMESTAMP ? "TIMESTAMPTZ" : scalar(type.scalar());
    return type.array() ? scalar + "[]" : scalar;
  }

  /** From a column of a file to the value on its way. */
  static String fromFile(ValueType type, String column) {
    return convert(type, column, "epoch_us(%s)", "base64(%s)");
  }

  /** From the value on its way to a column of a file. */
  static String toFile(ValueType type, String column) {
    return convert(type, column, "make_timestamptz(%s)", "from_base64(%s)");
  }

  private static String convert(ValueType type, String column, String time, String bytesInList) {
    if (type.scalar() == Scalar.TIMESTAMP) {
      return type.array() ? each(column, time) : time.formatted(column);
    }
    return type.array() && type.scalar() == Scalar.BYTES ? each(column, bytesInList) : column;
  }

  private static String each(String column, String conversion) {
    return "list_transform(%s, lambda e: %s)".formatted(column, conversion.formatted("e"));
  }

  /** The value in the Java type of the model. */
  static @Nullable Object read(ResultSet row, int place, ValueType type) throws SQLException {
    if (type.array()) {
      Array array = row.getArray(place);
      return array == null ? null : elements((Object[]) array.getArray(), type.scalar());
    }
    if (type.scalar() == Scalar.BYTES) {
      return row.getBytes(place);
    }
    return fromPlain(row.getObject(place), type.scalar());
  }

  private static List<@Nullable Object> elements(Object[] plain, Scalar scalar) {
    List<@Nullable Object> elements = new ArrayList<>(plain.length);
    for (Object element : plain) {
      boolean bytes = scalar == Scalar.BYTES && element != null;
      elements.add(
          bytes ? Base64.getDecoder().decode((String) element) : fromPlain(element, scalar));
    }
    return elements;
  }

  private static @Nullable Object fromPlain(@Nullable Object plain, Scalar scalar) {
    return scalar == Scalar.TIMESTAMP && plain != null ? Micros.toInstant((Long) plain) : plain;
  }

  /** Appends a value of the model. */
  static void append(DuckDBAppender out, @Nullable Object value) throws SQLException {
    switch (value) {
      case null -> out.appendNull();
      case Boolean b -> out.append(b.booleanValue());
      case Integer i -> out.append(i.intValue());
      case Long l -> out.append(l.longValue());
      case Float f -> out.append(f.floatValue());
      case Double d -> out.append(d.doubleValue());
      case String s -> out.append(s);
      case byte[] bytes -> out.append(bytes);
      case Instant instant -> out.append(Micros.of(instant));
      case List<?> list -> out.append(list.stream().map(Plain::toPlain).toList());
      default -> throw new IllegalArgumentException("no value of the model: " + value);
    }
  }

  private static @Nullable Object toPlain(@Nullable Object element) {
    return switch (element) {
      case Instant instant -> Micros.of(instant);
      case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
      case null -> null;
      default -> element;
    };
  }
}
