package dev.tidemark.ingest.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.time.TimeFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Writes rows as bare Avro records. A field that the row does not have is null or its default. */
record AvroWriter(Schema schema) implements MessageWriter {

  @Override
  public byte[] bytes(ObjectNode row) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(schema).write(record(schema, row), encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static GenericRecord record(Schema schema, JsonNode row) {
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      JsonNode value = row.path(field.name());
      record.put(
          field.pos(),
          value.isMissingNode() && field.hasDefaultValue()
              ? GenericData.get().getDefaultValue(field)
              : value(field.name(), field.schema(), value));
    }
    return record;
  }

  private static @Nullable Object value(String name, Schema schema, JsonNode value) {
    if (schema.isUnion()) {
      return union(name, schema, value);
    }
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> checked(name, schema, value, value.isBoolean()).booleanValue();
      case INT -> checked(name, schema, value, value.canConvertToInt() && whole(value)).intValue();
      case LONG -> integer(name, schema, value);
      case FLOAT -> checked(name, schema, value, value.isNumber()).floatValue();
      case DOUBLE -> checked(name, schema, value, value.isNumber()).doubleValue();
      case STRING -> checked(name, schema, value, value.isTextual()).textValue();
      case ENUM ->
          new GenericData.EnumSymbol(
              schema,
              checked(name, schema, value, schema.getEnumSymbols().contains(value.asText()))
                  .asText());
      case BYTES -> ByteBuffer.wrap(binary(name, schema, value));
      case FIXED -> {
        byte[] bytes = binary(name, schema, value);
        var _ = checked(name, schema, value, bytes.length == schema.getFixedSize());
        yield new GenericData.Fixed(schema, bytes);
      }
      case RECORD -> record(schema, checked(name, schema, value, value.isObject()));
      case ARRAY -> list(name, schema, checked(name, schema, value, value.isArray()));
      case MAP -> map(name, schema, checked(name, schema, value, value.isObject()));
      case UNION -> throw new IllegalStateException("It is none");
    };
  }

  /** A number, or a time in ISO 8601 where the schema says that the number is one. */
  private static long integer(String name, Schema schema, JsonNode value) {
    LogicalType type = schema.getLogicalType();
    if (type == null || !value.isTextual()) {
      return checked(name, schema, value, value.canConvertToLong() && whole(value)).longValue();
    }
    try {
      long micros = TimeFormat.iso8601().parse(value.textValue());
      return switch (type.getName()) {
        case "timestamp-millis", "local-timestamp-millis" -> Math.floorDiv(micros, 1_000);
        case "timestamp-micros", "local-timestamp-micros" -> micros;
        case "timestamp-nanos", "local-timestamp-nanos" -> Math.multiplyExact(micros, 1_000);
        default -> throw MessageWriter.unfit(name, type.getName(), value);
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw MessageWriter.unfit(name, type.getName(), value);
    }
  }

  /** The first alternative that the value fits. */
  private static @Nullable Object union(String name, Schema schema, JsonNode value) {
    boolean none = value.isNull() || value.isMissingNode();
    if (none && schema.isNullable()) {
      return null;
    }
    for (Schema type : schema.getTypes()) {
      if (type.getType() != Schema.Type.NULL) {
        try {
          return value(name, type, value);
        } catch (UnfitMessageException another) {
          // The next one may fit
        }
      }
    }
    throw MessageWriter.unfit(name, schema.toString(), shown(value));
  }

  private static boolean whole(JsonNode value) {
    return value.isIntegralNumber();
  }

  private static byte[] binary(String name, Schema schema, JsonNode value) {
    try {
      return checked(name, schema, value, value.isTextual()).binaryValue();
    } catch (IOException e) {
      throw MessageWriter.unfit(name, "base64", shown(value));
    }
  }

  private static List<@Nullable Object> list(String name, Schema schema, JsonNode value) {
    List<@Nullable Object> elements = new ArrayList<>();
    value.forEach(element -> elements.add(value(name, schema.getElementType(), element)));
    return elements;
  }

  private static Map<String, @Nullable Object> map(String name, Schema schema, JsonNode value) {
    Map<String, @Nullable Object> entries = new HashMap<>();
    value
        .properties()
        .forEach(e -> entries.put(e.getKey(), value(name, schema.getValueType(), e.getValue())));
    return entries;
  }

  private static JsonNode checked(String name, Schema schema, JsonNode value, boolean fits) {
    if (!fits) {
      throw MessageWriter.unfit(name, schema.getType().getName(), shown(value));
    }
    return value;
  }

  private static JsonNode shown(JsonNode value) {
    return value.isMissingNode() ? NullNode.getInstance() : value;
  }
}
