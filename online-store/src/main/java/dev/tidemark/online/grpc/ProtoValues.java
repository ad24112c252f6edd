package dev.tidemark.online.grpc;

import com.google.protobuf.ByteString;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import feast.proto.types.ValueProto.BoolList;
import feast.proto.types.ValueProto.BytesList;
import feast.proto.types.ValueProto.DoubleList;
import feast.proto.types.ValueProto.FloatList;
import feast.proto.types.ValueProto.Int32List;
import feast.proto.types.ValueProto.Int64List;
import feast.proto.types.ValueProto.Null;
import feast.proto.types.ValueProto.StringList;
import feast.proto.types.ValueProto.Value;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of the model as messages, each of the kind of its type. */
final class ProtoValues {
  private static final Value NULL = Value.newBuilder().setNullVal(Null.NULL).build();

  private ProtoValues() {}

  /** Whether a value can be a message: lists of them have no nulls. */
  static boolean fits(@Nullable Object value) {
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (element == null) {
          return false;
        }
      }
    }
    return true;
  }

  /** The message of a value that {@link #fits}. */
  static Value of(ValueType type, @Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    Value.Builder message = Value.newBuilder();
    if (type.array()) {
      setList(message, type.scalar(), (List<?>) value);
    } else {
      setScalar(message, type.scalar(), value);
    }
    return message.build();
  }

  private static void setScalar(Value.Builder message, Scalar scalar, Object value) {
    switch (scalar) {
      case BOOL -> message.setBoolVal((Boolean) value);
      case INT32 -> message.setInt32Val((Integer) value);
      case INT64 -> message.setInt64Val((Long) value);
      case FLOAT -> message.setFloatVal((Float) value);
      case DOUBLE -> message.setDoubleVal((Double) value);
      case STRING -> message.setStringVal((String) value);
      case BYTES -> message.setBytesVal(ByteString.copyFrom((byte[]) value));
      case TIMESTAMP -> message.setUnixTimestampVal(((Instant) value).getEpochSecond());
    }
  }

  private static void setList(Value.Builder message, Scalar scalar, List<?> list) {
    switch (scalar) {
      case BOOL -> {
        BoolList.Builder values = message.getBoolListValBuilder();
        list.forEach(value -> values.addVal((Boolean) value));
      }
      case INT32 -> {
        Int32List.Builder values = message.getInt32ListValBuilder();
        list.forEach(value -> values.addVal((Integer) value));
      }
      case INT64 -> {
        Int64List.Builder values = message.getInt64ListValBuilder();
        list.forEach(value -> values.addVal((Long) value));
      }
      case FLOAT -> {
        FloatList.Builder values = message.getFloatListValBuilder();
        list.forEach(value -> values.addVal((Float) value));
      }
      case DOUBLE -> {
        DoubleList.Builder values = message.getDoubleListValBuilder();
        list.forEach(value -> values.addVal((Double) value));
      }
      case STRING -> {
        StringList.Builder values = message.getStringListValBuilder();
        list.forEach(value -> values.addVal((String) value));
      }
      case BYTES -> {
        BytesList.Builder values = message.getBytesListValBuilder();
        list.forEach(value -> values.addVal(ByteString.copyFrom((byte[]) value)));
      }
      case TIMESTAMP -> {
        Int64List.Builder values = message.getUnixTimestampListValBuilder();
        list.forEach(value -> values.addVal(((Instant) value).getEpochSecond()));
      }
    }
  }
}
