package dev.tidemark.sdk;

import com.google.protobuf.ByteString;
import feast.proto.types.ValueProto.Value;
import feast.proto.types.ValueProto.Value.ValCase;
import java.time.Instant;
import java.util.Optional;

/** Messages as Java values. */
final class ReadValue {
  private ReadValue() {}

  /** The Java value of a message that is not null. */
  static Object of(Value value) {
    return switch (value.getValCase()) {
      case BYTES_VAL -> value.getBytesVal().toByteArray();
      case STRING_VAL -> value.getStringVal();
      case INT32_VAL -> value.getInt32Val();
      case INT64_VAL -> value.getInt64Val();
      case DOUBLE_VAL -> value.getDoubleVal();
      case FLOAT_VAL -> value.getFloatVal();
      case BOOL_VAL -> value.getBoolVal();
      case UNIX_TIMESTAMP_VAL -> Instant.ofEpochSecond(value.getUnixTimestampVal());
      case BYTES_LIST_VAL ->
          value.getBytesListVal().getValList().stream().map(ByteString::toByteArray).toList();
      case STRING_LIST_VAL -> value.getStringListVal().getValList();
      case INT32_LIST_VAL -> value.getInt32ListVal().getValList();
      case INT64_LIST_VAL -> value.getInt64ListVal().getValList();
      case DOUBLE_LIST_VAL -> value.getDoubleListVal().getValList();
      case FLOAT_LIST_VAL -> value.getFloatListVal().getValList();
      case BOOL_LIST_VAL -> value.getBoolListVal().getValList();
      case UNIX_TIMESTAMP_LIST_VAL ->
          value.getUnixTimestampListVal().getValList().stream()
              .map(Instant::ofEpochSecond)
              .toList();
      case NULL_VAL, VAL_NOT_SET -> throw new IllegalArgumentException("It has no value");
    };
  }

  /** The value in a type that holds it without loss, if that is one. */
  static <T> Optional<T> as(Class<T> type, Object value) {
    Object fitting = value;
    if (type == Double.class && value instanceof Float narrow) {
      fitting = narrow.doubleValue();
    } else if (type == Long.class && value instanceof Integer narrow) {
      fitting = narrow.longValue();
    }
    return type.isInstance(fitting) ? Optional.of(type.cast(fitting)) : Optional.empty();
  }

  /** The type of a value, and how to read it. */
  static String typeAndGetter(ValCase kind) {
    return switch (kind) {
      case BYTES_VAL -> "BYTES; use getBytes";
      case STRING_VAL -> "STRING; use getString";
      case INT32_VAL -> "INT32; use getInt";
      case INT64_VAL -> "INT64; use getLong";
      case DOUBLE_VAL -> "DOUBLE; use getDouble";
      case FLOAT_VAL -> "FLOAT; use getFloat or getDouble";
      case BOOL_VAL -> "BOOL; use getBool";
      case UNIX_TIMESTAMP_VAL -> "TIMESTAMP; use getInstant";
      case BYTES_LIST_VAL -> "ARRAY<BYTES>; use getList with byte[].class";
      case STRING_LIST_VAL -> "ARRAY<STRING>; use getList with String.class";
      case INT32_LIST_VAL -> "ARRAY<INT32>; use getList with Integer.class";
      case INT64_LIST_VAL -> "ARRAY<INT64>; use getList with Long.class";
      case DOUBLE_LIST_VAL -> "ARRAY<DOUBLE>; use getList with Double.class";
      case FLOAT_LIST_VAL -> "ARRAY<FLOAT>; use getList with Float.class";
      case BOOL_LIST_VAL -> "ARRAY<BOOL>; use getList with Boolean.class";
      case UNIX_TIMESTAMP_LIST_VAL -> "ARRAY<TIMESTAMP>; use getList with Instant.class";
      case NULL_VAL, VAL_NOT_SET -> "not known";
    };
  }
}
