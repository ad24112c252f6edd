package dev.tidemark.ingest.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.registry.message.ProtoSchemas;
import dev.tidemark.registry.message.ProtoSchemas.WellKnown;
import java.io.IOException;
import java.time.DateTimeException;

/** Writes rows as bare Protobuf messages. A field that the row does not have is absent. */
record ProtobufWriter(Descriptor type) implements MessageWriter {
  private static final TimeFormat ISO = TimeFormat.iso8601();

  @Override
  public byte[] bytes(ObjectNode row) {
    return message(type, row).toByteArray();
  }

  private static DynamicMessage message(Descriptor type, JsonNode row) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      JsonNode value = row.path(field.getName());
      if (value.isMissingNode() || value.isNull()) {
        continue;
      }
      if (field.isRepeated()) {
        check(field, value, value.isArray() && !field.isMapField());
        value.forEach(element -> message.addRepeatedField(field, value(field, element)));
      } else {
        message.setField(field, value(field, value));
      }
    }
    return message.build();
  }

  private static Object value(FieldDescriptor field, JsonNode value) {
    return switch (field.getJavaType()) {
      case BOOLEAN -> check(field, value, value.isBoolean()).booleanValue();
      case INT ->
          check(field, value, value.isIntegralNumber() && value.canConvertToInt()).intValue();
      case LONG ->
          check(field, value, value.isIntegralNumber() && value.canConvertToLong()).longValue();
      case FLOAT -> check(field, value, value.isNumber()).floatValue();
      case DOUBLE -> check(field, value, value.isNumber()).doubleValue();
      case STRING -> check(field, value, value.isTextual()).textValue();
      case BYTE_STRING -> ByteString.copyFrom(binary(field, value));
      case ENUM -> symbol(field, value);
      case MESSAGE -> nested(field, value);
    };
  }

  private static Object symbol(FieldDescriptor field, JsonNode value) {
    EnumValueDescriptor symbol = field.getEnumType().findValueByName(value.asText());
    if (symbol == null) {
      throw unfit(field, value);
    }
    return symbol;
  }

  private static Object nested(FieldDescriptor field, JsonNode value) {
    Descriptor type = field.getMessageType();
    WellKnown known = ProtoSchemas.wellKnown(field).orElse(null);
    return switch (known) {
      case null -> message(type, check(field, value, value.isObject()));
      case TIMESTAMP -> time(field, value);
      case WRAPPER -> {
        FieldDescriptor wrapped = type.getFields().getFirst();
        yield DynamicMessage.newBuilder(type).setField(wrapped, value(wrapped, value)).build();
      }
    };
  }

  /** From a text in ISO 8601. */
  private static Object time(FieldDescriptor field, JsonNode value) {
    Descriptor type = field.getMessageType();
    try {
      long micros = ISO.parse(check(field, value, value.isTextual()).textValue());
      return DynamicMessage.newBuilder(type)
          .setField(type.findFieldByName("seconds"), Math.floorDiv(micros, 1_000_000L))
          .setField(type.findFieldByName("nanos"), (int) Math.floorMod(micros, 1_000_000L) * 1_000)
          .build();
    } catch (DateTimeException e) {
      throw unfit(field, value);
    }
  }

  private static byte[] binary(FieldDescriptor field, JsonNode value) {
    try {
      return check(field, value, value.isTextual()).binaryValue();
    } catch (IOException e) {
      throw unfit(field, value);
    }
  }

  private static JsonNode check(FieldDescriptor field, JsonNode value, boolean fits) {
    if (!fits) {
      throw unfit(field, value);
    }
    return value;
  }

  private static RuntimeException unfit(FieldDescriptor field, JsonNode value) {
    return MessageWriter.unfit(field.getName(), field.getType().name(), value);
  }
}
