package dev.tidemark.online.grpc;

import dev.tidemark.online.request.AnswerBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bytes in the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/).
 */
final class WireBuffer extends AnswerBuffer {
  /** What a length may take. */
  private static final int LONGEST_LENGTH = 5;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Needs room for 1. */
  WireBuffer int8(int value) {
    bytes[at++] = (byte) value;
    return this;
  }

  /** Needs room for 4. */
  void fixed32(int value) {
    INTS.set(bytes, at, value);
    at += 4;
  }

  /** Needs room for 8. */
  void fixed64(long value) {
    LONGS.set(bytes, at, value);
    at += 8;
  }

  /**
   * Writes values of 8 bytes, each after the same few; needs room for both, and 1 more.
   *
   * @param prefix at most 4 bytes, the first one lowest
   */
  void each64(int prefix, int prefixLength, long[] values) {
    byte[] to = bytes;
    int place = at;
    for (long value : values) {
      INTS.set(to, place, prefix);
      LONGS.set(to, place + prefixLength, value);
      place += prefixLength + Long.BYTES;
    }
    at = place;
  }

  /** Needs room for 10. */
  WireBuffer varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return this;
  }

  /** How many bytes a varint takes. */
  static int size(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /**
   * Begins a field that has a length.
   *
   * @param tag of one byte
   * @return what {@link #end} wants
   */
  int begin(int tag) {
    room(1 + LONGEST_LENGTH);
    int8(tag);
    at += LONGEST_LENGTH;
    return at;
  }

  /**
   * Ends a field: its length is known now.
   *
   * @return by how many bytes its content has moved forward
   */
  int end(int start) {
    int length = at - start;
    at = start - LONGEST_LENGTH;
    varint(length);
    int moved = start - at;
    System.arraycopy(bytes, start, bytes, at, length);
    at += length;
    return moved;
  }
}
