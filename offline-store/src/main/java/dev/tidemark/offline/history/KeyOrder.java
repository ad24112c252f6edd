package dev.tidemark.offline.history;

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
