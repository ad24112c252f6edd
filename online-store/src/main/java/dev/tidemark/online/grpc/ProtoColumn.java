package dev.tidemark.online.grpc;

import com.google.protobuf.TextFormat;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.request.FeatureRequest;
import dev.tidemark.online.request.SentColumn;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import feast.proto.types.ValueProto.Value.ValCase;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A column that came as messages. Whole numbers fit each other's types, and so do floating ones;
 * apart from that, a value has to have the kind of its column.
 */
record ProtoColumn(RepeatedValue values) implements SentColumn {
  @Override
  public int size() {
    return values.getValCount();
  }

  /** Feast's Python client sends nothing at all for None. */
  @Override
  public boolean isNull(int row) {
    ValCase kind = values.getVal(row).getValCase();
    return kind == ValCase.NULL_VAL || kind == ValCase.VAL_NOT_SET;
  }

  @Override
  public @Nullable Object typed(int row, ValueType type) {
    Value value = values.getVal(row);
    return type.array() ? list(type.scalar(), value) : scalar(type.scalar(), value);
  }

  @Override
  public String shown(int row) {
    return FeatureRequest.shortened(
        TextFormat.printer().emittingSingleLine(true).printToString(values.getVal(row)).strip());
  }

  private static @Nullable List<Object> list(Scalar scalar, Value list) {
    List<Value> elements = elements(list);
    if (elements == null) {
      return null;
    }
    List<Object> typed = new ArrayList<>(elements.size());
    for (Value element : elements) {
      Object value = scalar(scalar, element);
      if (value == null) {
        return null;
      }
      typed.add(value);
    }
    // An empty list of another kind is a mistake, too
    return !typed.isEmpty() || ofKind(scalar, list.getValCase()) ? typed : null;
  }

  private static boolean ofKind(Scalar scalar, ValCase list) {
    return switch (scalar) {
      case BOOL -> list == ValCase.BOOL_LIST_VAL;
      case INT32, INT64 -> list == ValCase.INT32_LIST_VAL || list == ValCase.INT64_LIST_VAL;
      case FLOAT, DOUBLE -> list == ValCase.FLOAT_LIST_VAL || list == ValCase.DOUBLE_LIST_VAL;
      case STRING -> list == ValCase.STRING_LIST_VAL;
      case BYTES -> list == ValCase.BYTES_LIST_VAL;
      case TIMESTAMP -> list == ValCase.UNIX_TIMESTAMP_LIST_VAL;
    };
  }

  /** The elements of a list, or null when the value is none. */
  private static @Nullable List<Value> elements(Value list) {
    return switch (list.getValCase()) {
      case BYTES_LIST_VAL -> each(list.getBytesListVal().getValList(), Value.Builder::setBytesVal);
      case STRING_LIST_VAL ->
          each(list.getStringListVal().getValList(), Value.Builder::setStringVal);
      case INT32_LIST_VAL -> each(list.getInt32ListVal().getValList(), Value.Builder::setInt32Val);
      case INT64_LIST_VAL -> each(list.getInt64ListVal().getValList(), Value.Builder::setInt64Val);
      case DOUBLE_LIST_VAL ->
          each(list.getDoubleListVal().getValList(), Value.Builder::setDoubleVal);
      case FLOAT_LIST_VAL -> each(list.getFloatListVal().getValList(), Value.Builder::setFloatVal);
      case BOOL_LIST_VAL -> each(list.getBoolListVal().getValList(), Value.Builder::setBoolVal);
      case UNIX_TIMESTAMP_LIST_VAL ->
          each(list.getUnixTimestampListVal().getValList(), Value.Builder::setUnixTimestampVal);
      case BYTES_VAL,
          STRING_VAL,
          INT32_VAL,
          INT64_VAL,
          DOUBLE_VAL,
          FLOAT_VAL,
          BOOL_VAL,
          UNIX_TIMESTAMP_VAL,
          NULL_VAL,
          VAL_NOT_SET ->
          null;
    };
  }

  private static <E> List<Value> each(
      List<E> elements, BiFunction<Value.Builder, E, Value.Builder> set) {
    return elements.stream()
        .map(element -> set.apply(Value.newBuilder(), element).build())
        .toList();
  }

  private static @Nullable Object scalar(Scalar scalar, Value value) {
    return switch (scalar) {
      case BOOL -> value.hasBoolVal() ? value.getBoolVal() : null;
      case INT32 -> int32(value);
      case INT64 -> int64(value);
      case FLOAT -> float32(value);
      case DOUBLE -> float64(value);
      case STRING -> value.hasStringVal() ? value.getStringVal() : null;
      case BYTES -> value.hasBytesVal() ? value.getBytesVal().toByteArray() : null;
      case TIMESTAMP -> value.hasUnixTimestampVal() ? time(value.getUnixTimestampVal()) : null;
    };
  }

  private static @Nullable Long int64(Value value) {
    return value.hasInt64Val()
        ? (Long) value.getInt64Val()
        : value.hasInt32Val() ? (Long) (long) value.getInt32Val() : null;
  }

  private static @Nullable Integer int32(Value value) {
    Long wide = int64(value);
    return wide == null || wide != wide.intValue() ? null : (Integer) wide.intValue();
  }

  /** As over HTTP, what is not finite is no value of a request. */
  private static @Nullable Double float64(Value value) {
    double wide =
        value.hasDoubleVal()
            ? value.getDoubleVal()
            : value.hasFloatVal() ? value.getFloatVal() : Double.NaN;
    return Double.isFinite(wide) ? wide : null;
  }

  private static @Nullable Float float32(Value value) {
    Double wide = float64(value);
    return wide == null || !Float.isFinite(wide.floatValue()) ? null : (Float) wide.floatValue();
  }

  private static @Nullable Instant time(long seconds) {
    try {
      Instant time = Instant.ofEpochSecond(seconds);
      Micros.checked(time);
      return time;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
