package dev.tidemark.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.tidemark.registry.message.ProtoSchemas;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one type. A scalar that cannot be absent has its default when it is; what
 * can (a message, a wrapper, {@code optional}, one of several) is then null.
 */
final class ProtobufMessages {
  private final Descriptor type;
  private final List<Field> fields;

  ProtobufMessages(Descriptor type, Wanted message) {
    this.type = type;
    fields = fields(type, message);
  }

  /** A field of which something is wanted, and what is wanted inside. */
  private record Field(FieldDescriptor field, Wanted wanted, List<Field> inside) {}

  private static List<Field> fields(Descriptor type, Wanted message) {
    List<Field> fields = new ArrayList<>();
    for (Map.Entry<String, Wanted> entry : message.inside().entrySet()) {
      FieldDescriptor field = type.findFieldByName(entry.getKey());
      if (field != null) {
        Wanted wanted = entry.getValue();
        boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
        fields.add(
            new Field(
                field,
                wanted,
                nested && !field.isRepeated()
                    ? fields(field.getMessageType(), wanted)
                    : List.of()));
      }
    }
    return fields;
  }

  /**
   * Reads one message.
   *
   * @param start of the message in the bytes, which end with it
   */
  void read(byte[] bytes, int start, RawEvent event) throws RefusalException {
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes, start, bytes.length - start);
      read(DynamicMessage.parseFrom(type, in), fields, event);
    } catch (InvalidProtocolBufferException e) {
      throw malformed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("Bytes in memory can be read", e);
    }
  }

  static RefusalException malformed(String what) {
    return new RefusalException(
        Reason.MALFORMED_PROTOBUF, "Cannot read event as Protobuf: " + what);
  }

  private static void read(Message message, List<Field> fields, RawEvent event) {
    for (Field field : fields) {
      Object value = value(message, field.field());
      for (Wanted.Cell cell : field.wanted().cells()) {
        event.values[cell.place()] = Conversion.column(cell.target(), value);
      }
      for (int place : field.wanted().loose()) {
        event.loose[place] = Conversion.loose(value);
      }
      if (value instanceof Nested(Message nested)) {
        read(nested, field.inside(), event);
      } else if (value != null) {
        field.wanted().refuseInside(event, field.field().getType().name());
      }
    }
  }

  /** A message inside another. */
  private record Nested(Message message) {
    @Override
    public String toString() {
      return "a message";
    }
  }

  private static @Nullable Object value(Message message, FieldDescriptor field) {
    if (field.isRepeated()) {
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
        elements.add(single(field, message.getRepeatedField(field, i)));
      }
      return elements;
    }
    return field.hasPresence() && !message.hasField(field)
        ? null
        : single(field, message.getField(field));
  }

  private static Object single(FieldDescriptor field, Object value) {
    return switch (value) {
      case EnumValueDescriptor symbol ->
          symbol.getIndex() < 0 ? Integer.toString(symbol.getNumber()) : symbol.getName();
      case ByteString bytes -> bytes.toByteArray();
      case Message nested ->
          ProtoSchemas.wellKnown(field)
              .map(known -> wellKnown(known, nested))
              .orElse(nested(nested));
      case Integer unsigned when unsigned(field) -> Integer.toUnsignedLong(unsigned);
      case Long unsigned when unsigned < 0 && unsigned(field) ->
          new BigDecimal(Long.toUnsignedString(unsigned));
      default -> value;
    };
  }

  private static Object nested(Message message) {
    return new Nested(message);
  }

  private static boolean unsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT32, FIXED32, UINT64, FIXED64 -> true;
      default -> false;
    };
  }

  private static Object wellKnown(ProtoSchemas.WellKnown known, Message message) {
    List<FieldDescriptor> fields = message.getDescriptorForType().getFields();
    return switch (known) {
      case WRAPPER -> single(fields.getFirst(), message.getField(fields.getFirst()));
      case TIMESTAMP -> time(message, fields);
    };
  }

  private static Object time(Message message, List<FieldDescriptor> fields) {
    long seconds = (Long) message.getField(fields.get(0));
    int nanos = (Integer) message.getField(fields.get(1));
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException | ArithmeticException e) {
      return seconds + " s since 1970";
    }
  }
}
