package dev.tidemark.model.row;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ByteSink} wrote, front to back. */
public final class ByteSource {
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private int at;

  public ByteSource(byte[] bytes) {
    this(bytes, 0);
  }

  public ByteSource(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  public boolean atEnd() {
    return at >= bytes.length;
  }

  public int position() {
    return at;
  }

  public int int8() {
    return bytes[at++];
  }

  public int int16() {
    at += 2;
    return ((bytes[at - 2] & 0xff) << 8) | (bytes[at - 1] & 0xff);
  }

  public int int32() {
    at += 4;
    return int32(bytes, at - 4);
  }

  public long int64() {
    at += 8;
    return int64(bytes, at - 8);
  }

  public int varint() {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = int8();
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  public long varlong() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = int8();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  public long zigzag() {
    long value = varlong();
    return (value >>> 1) ^ -(value & 1);
  }

  public byte[] raw(int length) {
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  public byte[] blob() {
    return raw(varint());
  }

  /** A {@link #blob}, where it lies. */
  public RowReader.Slice slice() {
    int length = varint();
    at += length;
    return new RowReader.Slice(bytes, at - length, length);
  }

  public String text() {
    int length = varint();
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  /** What {@link ByteSink#optional} wrote. */
  public @Nullable Object optional(Scalar scalar) {
    return int8() == 0 ? null : element(scalar);
  }

  /** What {@link ByteSink#optional} wrote of a value that is not null. */
  public Object present(Scalar scalar) {
    at++;
    return element(scalar);
  }

  Object element(Scalar scalar) {
    int length = scalar.width() > 0 ? scalar.width() : int32();
    at += length;
    return scalar.width() > 0
        ? fixed(bytes, at - length, scalar)
        : variable(bytes, at - length, length, scalar);
  }

  /** A count as an int32, a null bitmap, then the elements that are not null. */
  List<@Nullable Object> array(Scalar scalar) {
    int count = int32();
    int nulls = at;
    at += (count + 7) / 8;
    List<@Nullable Object> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(bit(bytes, nulls, i) ? null : element(scalar));
    }
    return Collections.unmodifiableList(elements);
  }

  static Object fixed(byte[] bytes, int at, Scalar scalar) {
    return switch (scalar) {
      case BOOL -> bytes[at] != 0;
      case INT32 -> int32(bytes, at);
      case INT64 -> int64(bytes, at);
      case FLOAT -> Float.intBitsToFloat(int32(bytes, at));
      case DOUBLE -> Double.longBitsToDouble(int64(bytes, at));
      case TIMESTAMP -> Micros.toInstant(int64(bytes, at));
      case STRING, BYTES -> throw new IllegalArgumentException(scalar + " has no fixed width");
    };
  }

  static Object variable(byte[] bytes, int from, int length, Scalar scalar) {
    return scalar == Scalar.STRING
        ? new String(bytes, from, length, StandardCharsets.UTF_8)
        : Arrays.copyOfRange(bytes, from, from + length);
  }

  /** What {@link #fixed} reads, as {@link LogRow#bits} gives it. */
  static long bits(byte[] bytes, int at, int width) {
    return switch (width) {
      case 1 -> bytes[at];
      case 4 -> int32(bytes, at);
      default -> int64(bytes, at);
    };
  }

  static int int32(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  static long int64(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  static boolean bit(byte[] bytes, int at, int bit) {
    return (bytes[at + (bit >>> 3)] & (1 << (bit & 7))) != 0;
  }
}
