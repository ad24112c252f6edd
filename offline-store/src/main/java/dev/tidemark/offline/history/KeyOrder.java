package dev.tidemark.offline.history;

import dev.tidemark.model.row.RowReader.Slice;
import dev.tidemark.model.type.Column;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The order of keys by their bytes, as {@code docs/spec/entity-key.md} has them: field by field, as
 * the values compare; texts and bytes as unsigned bytes.
 */
final class KeyOrder implements Comparator<byte[]> {
  private static final int BLOB = -1;

  /** Of each field the number of its bytes, or {@link #BLOB} where they say it themselves. */
  private final int[] widths;

  KeyOrder(List<Column> fields) {
    widths =
        fields.stream()
            .mapToInt(field ->
                switch (field.type().scalar()) {
                  case BOOL -> 1;
                  case INT32 -> 4;
                  case INT64, TIMESTAMP -> 8;
                  case STRING, BYTES -> BLOB;
                  case FLOAT, DOUBLE -> throw new IllegalArgumentException("no key type: " + field);
                })
            .toArray();
  }

  @Override
  public int compare(byte[] left, byte[] right) {
    int l = 0;
    int r = 0;
    for (int width : widths) {
      int leftLength = width;
      int rightLength = width;
      if (width == BLOB) {
        leftLength = varint(left, l);
        rightLength = varint(right, r);
        l += varintBytes(leftLength);
        r += varintBytes(rightLength);
      }
      int order = Arrays.compareUnsigned(left, l, l + leftLength, right, r, r + rightLength);
      if (order != 0) {
        return order;
      }
      l += leftLength;
      r += rightLength;
    }
    return 0;
  }

  /**
   * The beginning of a key as a number: of two keys the lesser has the lesser number, unsigned, or
   * the same.
   *
   * @param part which eight bytes of the first field
   */
  long beginning(byte[] key, int part) {
    int length = widths[0];
    int at = 0;
    if (length == BLOB) {
      length = varint(key, 0);
      at = varintBytes(length);
    }
    long beginning = 0;
    for (int i = part * Long.BYTES; i < (part + 1) * Long.BYTES; i++) {
      beginning = beginning << 8 | (i < length ? key[at + i] & 0xff : 0);
    }
    return beginning;
  }

  /** The bytes of a text or of bytes, where they lie. */
  Slice blob(byte[] key, int field) {
    int at = 0;
    for (int i = 0; i < field; i++) {
      at += widths[i] == BLOB ? varintBytes(varint(key, at)) + varint(key, at) : widths[i];
    }
    int length = varint(key, at);
    return new Slice(key, at + varintBytes(length), length);
  }

  private static int varint(byte[] key, int at) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = key[at++];
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  /** It is as short as it can be. */
  private static int varintBytes(int value) {
    return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
  }
}
