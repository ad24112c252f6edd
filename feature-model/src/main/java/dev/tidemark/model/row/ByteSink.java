package dev.tidemark.model.row;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing byte array with the few encodings that the formats use. All integers big-endian. */
public final class ByteSink {
  private byte[] bytes;
  private int size;

  public ByteSink(int expected) {
    bytes = new byte[Math.max(16, expected)];
  }

  public int size() {
    return size;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  public ByteSink int8(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  public ByteSink int16(int value) {
    return int8(value >>> 8).int8(value);
  }

  public ByteSink int32(int value) {
    room(4);
    size += 4;
    putInt32(size - 4, value);
    return this;
  }

  public ByteSink int64(long value) {
    room(8);
    size += 8;
    putInt64(size - 8, value);
    return this;
  }

  /** LEB128: seven bits a byte, the lowest first. */
  public ByteSink varint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      int8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return int8(rest);
  }

  /** As {@link #varint}, of an unsigned integer of 64 bits. */
  public ByteSink varlong(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      int8(((int) rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return int8((int) rest);
  }

  /** As {@link #varlong}, of 2n for n ≥ 0 and of −2n − 1 for n &lt; 0: small ones are short. */
  public ByteSink zigzag(long value) {
    return varlong((value << 1) ^ (value >> 63));
  }

  public ByteSink raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  /** A varint length, then the bytes. */
  public ByteSink blob(byte[] value) {
    return varint(value.length).raw(value);
  }

  /** As {@link #blob}, of the text in UTF-8. */
  public ByteSink text(String value) {
    return blob(value.getBytes(StandardCharsets.UTF_8));
  }

  /** A byte that says whether there is a value, then the value as in an array. */
  public ByteSink optional(Scalar scalar, @Nullable Object value) {
    int8(value == null ? 0 : 1);
    if (value != null) {
      element(scalar, value);
    }
    return this;
  }

  /** A value of fixed width as it is, any other with its length as an int32 before it. */
  ByteSink element(Scalar scalar, Object value) {
    if (scalar.width() > 0) {
      return putFixed(reserve(scalar.width()), scalar, value);
    }
    byte[] encoded = variable(scalar, value);
    return int32(encoded.length).raw(encoded);
  }

  ByteSink putFixed(int slot, Scalar scalar, Object value) {
    switch (scalar) {
      case BOOL -> bytes[slot] = (byte) ((Boolean) value ? 1 : 0);
      case INT32 -> putInt32(slot, (Integer) value);
      case INT64 -> putInt64(slot, (Long) value);
      case FLOAT -> putInt32(slot, Float.floatToIntBits((Float) value));
      case DOUBLE -> putInt64(slot, Double.doubleToLongBits((Double) value));
      case TIMESTAMP -> putInt64(slot, Micros.of((Instant) value));
      case STRING, BYTES -> throw new IllegalArgumentException(scalar + " has no fixed width");
    }
    return this;
  }

  static byte[] variable(Scalar scalar, Object value) {
    return scalar == Scalar.STRING
        ? ((String) value).getBytes(StandardCharsets.UTF_8)
        : (byte[]) value;
  }

  /** Appends zeros, to be filled in later, and returns where they begin. */
  int reserve(int length) {
    room(length);
    Arrays.fill(bytes, size, size + length, (byte) 0);
    size += length;
    return size - length;
  }

  void setBit(int at, int bit) {
    bytes[at + (bit >>> 3)] |= (byte) (1 << (bit & 7));
  }

  void putInt32(int at, int value) {
    ByteSource.INTS.set(bytes, at, value);
  }

  private void putInt64(int at, long value) {
    ByteSource.LONGS.set(bytes, at, value);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
