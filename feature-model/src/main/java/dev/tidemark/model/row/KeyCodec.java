package dev.tidemark.model.row;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Entity keys as bytes: field by field, each self-delimiting, so that two keys have the same bytes
 * exactly when they are equal field by field, and no key's bytes begin another's. The format is
 * {@code docs/spec/entity-key.md}.
 */
public final class KeyCodec {
  private final List<Column> fields;

  /**
   * A codec for keys of these fields.
   *
   * @throws IllegalArgumentException when a field's type cannot be a key
   */
  public KeyCodec(List<Column> fields) {
    for (Column field : fields) {
      if (!supports(field.type())) {
        throw new IllegalArgumentException(
            "Cannot use %s as a key: %s".formatted(field.type(), field.name()));
      }
    }
    this.fields = List.copyOf(fields);
  }

  /** Whether values of the type can be a key: every scalar whose equality is beyond doubt. */
  public static boolean supports(ValueType type) {
    return !type.array() && type.scalar() != Scalar.FLOAT && type.scalar() != Scalar.DOUBLE;
  }

  public List<Column> fields() {
    return fields;
  }

  /**
   * The bytes of a key.
   *
   * @param values one for each field, of the field's Java type, none null
   */
  public byte[] encode(Object... values) {
    ByteSink out = new ByteSink(32);
    for (int i = 0; i < fields.size(); i++) {
      Object value = values[i];
      switch (fields.get(i).type().scalar()) {
        case BOOL -> out.int8((Boolean) value ? 1 : 0);
        case INT32 -> out.int32((Integer) value ^ Integer.MIN_VALUE);
        case INT64 -> out.int64((Long) value ^ Long.MIN_VALUE);
        case TIMESTAMP -> out.int64(Micros.of((Instant) value) ^ Long.MIN_VALUE);
        case STRING -> out.blob(((String) value).getBytes(StandardCharsets.UTF_8));
        case BYTES -> out.blob((byte[]) value);
        case FLOAT, DOUBLE -> throw new IllegalStateException("refused by the constructor");
      }
    }
    return out.toByteArray();
  }

  /** What {@link #encode} was given. */
  public Object[] decode(byte[] key) {
    ByteSource in = new ByteSource(key);
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (fields.get(i).type().scalar()) {
            case BOOL -> in.int8() != 0;
            case INT32 -> in.int32() ^ Integer.MIN_VALUE;
            case INT64 -> in.int64() ^ Long.MIN_VALUE;
            case TIMESTAMP -> Micros.toInstant(in.int64() ^ Long.MIN_VALUE);
            case STRING -> in.text();
            case BYTES -> in.blob();
            case FLOAT, DOUBLE -> throw new IllegalStateException("refused by the constructor");
          };
    }
    return values;
  }
}
