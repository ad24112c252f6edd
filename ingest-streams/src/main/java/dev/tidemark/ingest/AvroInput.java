package dev.tidemark.ingest;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of Avro's encoding. Lengths and counts are believed only as far as there are bytes
 * for them, so that no message costs more memory or time than its size allows.
 */
final class AvroInput {
  private static final int DEEPEST = 500;

  /** Bytes; the digits of a longer one would take too long to count. */
  private static final int LONGEST_DECIMAL = 256;

  private final BinaryDecoder in;
  private int depth;

  AvroInput(BinaryDecoder in) {
    this.in = in;
  }

  static RefusalException malformed(String what) {
    return new RefusalException(Reason.MALFORMED_AVRO, "Cannot read event as Avro: " + what);
  }

  /** Which of so many types of a union comes. */
  int index(int types) throws IOException, RefusalException {
    int index = in.readIndex();
    if (index < 0 || index >= types) {
      throw malformed("type %d of a union of %d".formatted(index, types));
    }
    return index;
  }

  /**
   * A value that is no record: a boolean, a number, a text, {@code byte[]}, a list, or null; of a
   * map only that it is one.
   */
  @Nullable Object value(Schema schema) throws IOException, RefusalException {
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> in.readBoolean();
      case INT -> in.readInt();
      case LONG -> in.readLong();
      case FLOAT -> in.readFloat();
      case DOUBLE -> in.readDouble();
      case STRING -> text();
      case BYTES -> decimal(schema, bytes(length()));
      case FIXED -> decimal(schema, bytes(length(schema.getFixedSize())));
      case ENUM -> symbol(schema);
      case ARRAY -> list(schema.getElementType());
      case UNION -> value(schema.getTypes().get(index(schema.getTypes().size())));
      case MAP, RECORD -> {
        skip(schema);
        yield List.of();
      }
    };
  }

  private String text() throws IOException, RefusalException {
    byte[] bytes = bytes(length());
    String text = Utf8.text(bytes);
    if (text == null) {
      throw malformed("a string is not UTF-8");
    }
    return text;
  }

  private String symbol(Schema schema) throws IOException, RefusalException {
    int index = in.readEnum();
    List<String> symbols = schema.getEnumSymbols();
    if (index < 0 || index >= symbols.size()) {
      throw malformed("symbol %d of enum %s".formatted(index, schema.getName()));
    }
    return symbols.get(index);
  }

  private static Object decimal(Schema schema, byte[] bytes) {
    return schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
            && bytes.length > 0
            && bytes.length <= LONGEST_DECIMAL
        ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
        : bytes;
  }

  private int length() throws IOException, RefusalException {
    return length(in.readLong());
  }

  /** A length for which there are bytes. */
  private int length(long length) throws RefusalException {
    if (length < 0 || length > in.remainingBytes()) {
      throw malformed(
          "a length of %d where %d bytes are left".formatted(length, in.remainingBytes()));
    }
    return (int) length;
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFixed(bytes, 0, length);
    return bytes;
  }

  private List<@Nullable Object> list(Schema element) throws IOException, RefusalException {
    List<@Nullable Object> elements = new ArrayList<>();
    enter();
    for (long count = in.readArrayStart(); count > 0; count = in.arrayNext()) {
      for (int left = length(count); left > 0; left--) {
        elements.add(value(element));
      }
    }
    depth--;
    return Collections.unmodifiableList(elements);
  }

  private void enter() throws RefusalException {
    if (++depth > DEEPEST) {
      throw malformed("more than %d levels".formatted(DEEPEST));
    }
  }

  /** Passes over a value. */
  void skip(Schema schema) throws IOException, RefusalException {
    enter();
    switch (schema.getType()) {
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          skip(field.schema());
        }
      }
      case UNION -> skip(schema.getTypes().get(index(schema.getTypes().size())));
      case ARRAY -> {
        for (long count = in.skipArray(); count > 0; count = in.skipArray()) {
          skip(count, false, schema.getElementType());
        }
      }
      case MAP -> {
        for (long count = in.skipMap(); count > 0; count = in.skipMap()) {
          skip(count, true, schema.getValueType());
        }
      }
      case STRING, BYTES -> in.skipFixed(length());
      case FIXED -> in.skipFixed(length(schema.getFixedSize()));
      case NULL, BOOLEAN, INT, LONG, FLOAT, DOUBLE, ENUM -> value(schema);
    }
    depth--;
  }

  private void skip(long count, boolean named, Schema schema) throws IOException, RefusalException {
    for (int left = length(count); left > 0; left--) {
      if (named) {
        in.skipFixed(length());
      }
      skip(schema);
    }
  }
}
