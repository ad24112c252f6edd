package dev.tidemark.model.aggregate;

import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.math.BigInteger;

/**
 * An exact sum of integers of any width: two's complement in 64-bit limbs, the lowest first. It is
 * wide enough for what is added, so its bits are a function of the set of addends.
 */
final class WideSum {
  private final long[] limbs;

  /** Zero, in so many bits at least, one of them for the sign. */
  WideSum(int bits) {
    limbs = new long[(bits + 63) / 64];
  }

  /** Adds the unsigned 128-bit number of the two words, times two to the power of the shift. */
  void add(long high, long low, int shift) {
    accumulate(high, low, shift, false);
  }

  /** Takes away what {@link #add(long, long, int)} adds. */
  void subtract(long high, long low, int shift) {
    accumulate(high, low, shift, true);
  }

  /** Adds another sum of the same width; the other stays as it is. */
  void add(WideSum other) {
    long carry = 0;
    for (int i = 0; i < limbs.length; i++) {
      carry = step(i, other.limbs[i], carry, false);
    }
  }

  private void accumulate(long high, long low, int shift, boolean minus) {
    int at = shift >>> 6;
    int up = shift & 63;
    int down = 63 - up; // and one more: a shift by 64 would shift by none
    long carry = step(at, low << up, 0, minus);
    carry = step(at + 1, high << up | low >>> 1 >>> down, carry, minus);
    carry = step(at + 2, high >>> 1 >>> down, carry, minus);
    for (int i = at + 3; carry != 0; i++) {
      carry = step(i, 0, carry, minus);
    }
  }

  /** Adds or takes away a word and the carry of the limb below, and returns the carry. */
  private long step(int i, long word, long carry, boolean minus) {
    if (i >= limbs.length) {
      return 0; // above the sign
    }
    long before = limbs[i];
    if (minus) {
      long difference = before - word;
      limbs[i] = difference - carry;
      return below(before, word) | below(difference, carry);
    }
    long sum = before + word;
    limbs[i] = sum + carry;
    return below(sum, word) | below(limbs[i], carry);
  }

  private static long below(long left, long right) {
    return Long.compareUnsigned(left, right) < 0 ? 1 : 0;
  }

  BigInteger value() {
    ByteSink bytes = new ByteSink(limbs.length * 8);
    for (int i = limbs.length - 1; i >= 0; i--) {
      bytes.int64(limbs[i]);
    }
    return new BigInteger(bytes.toByteArray());
  }

  /** Writes the limbs between the lowest zeros and those that only repeat the sign. */
  void write(ByteSink out) {
    int end = limbs.length;
    while (end > 1 && limbs[end - 1] == limbs[end - 2] >> 63) {
      end--;
    }
    int from = 0;
    while (from < end && limbs[from] == 0) {
      from++;
    }
    out.varint(from).varint(end - from);
    for (int i = from; i < end; i++) {
      out.int64(limbs[i]);
    }
  }

  void read(ByteSource in) {
    int from = in.varint();
    int end = from + in.varint();
    for (int i = from; i < limbs.length; i++) {
      limbs[i] = i < end ? in.int64() : i == from ? 0 : limbs[i - 1] >> 63;
    }
  }
}
