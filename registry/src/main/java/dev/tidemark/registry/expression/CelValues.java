package dev.tidemark.registry.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our types and values as CEL has them: its integers and floating-point numbers have 64 bits. */
final class CelValues {
  private CelValues() {}

  /** The type as which a column is declared. CEL knows no nullable list; {@link Nulls} helps. */
  static CelType declared(ValueType type) {
    CelType element = NullableType.create(plain(type.scalar()));
    return type.array() ? ListType.create(element) : element;
  }

  /** The type that an expression has to give. */
  static CelType expected(ValueType type) {
    return type.array() ? ListType.create(plain(type.scalar())) : plain(type.scalar());
  }

  private static CelType plain(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> SimpleType.BOOL;
      case INT32, INT64 -> SimpleType.INT;
      case FLOAT, DOUBLE -> SimpleType.DOUBLE;
      case STRING -> SimpleType.STRING;
      case BYTES -> SimpleType.BYTES;
      case TIMESTAMP -> SimpleType.TIMESTAMP;
    };
  }

  static Object toCel(@Nullable Object value, ValueType type) {
    if (value == null) {
      return NullValue.NULL_VALUE;
    }
    if (!type.array()) {
      return scalarToCel(value, type.scalar());
    }
    List<Object> list = new ArrayList<>();
    for (Object element : (List<?>) value) {
      list.add(toCel(element, ValueType.of(type.scalar())));
    }
    return list;
  }

  private static Object scalarToCel(Object value, Scalar scalar) {
    return switch (scalar) {
      case INT32 -> ((Integer) value).longValue();
      case FLOAT -> ((Float) value).doubleValue();
      case BYTES -> CelByteString.of((byte[]) value);
      case BOOL, INT64, DOUBLE, STRING, TIMESTAMP -> value;
    };
  }

  /** The value of the type, or null when it is null or lies outside the type. */
  static @Nullable Object fromCel(Object value, ValueType type) {
    if (value instanceof NullValue) {
      return null;
    }
    if (!type.array()) {
      return scalarFromCel(value, type.scalar());
    }
    List<@Nullable Object> list = new ArrayList<>();
    for (Object element : (List<?>) value) {
      list.add(fromCel(element, ValueType.of(type.scalar())));
    }
    return Collections.unmodifiableList(list);
  }

  private static @Nullable Object scalarFromCel(Object value, Scalar scalar) {
    return switch (scalar) {
      case BOOL -> (Boolean) value;
      case INT32 -> int32((Long) value);
      case INT64 -> (Long) value;
      case FLOAT -> float32((Double) value);
      case DOUBLE -> (Double) value;
      case STRING -> (String) value;
      case BYTES -> ((CelByteString) value).toByteArray();
      case TIMESTAMP -> ((Instant) value).truncatedTo(ChronoUnit.MICROS);
    };
  }

  private static @Nullable Integer int32(long value) {
    return value == (int) value ? Integer.valueOf((int) value) : null;
  }

  private static @Nullable Float float32(double value) {
    float narrow = (float) value;
    return Float.isInfinite(narrow) && !Double.isInfinite(value) ? null : Float.valueOf(narrow);
  }
}
