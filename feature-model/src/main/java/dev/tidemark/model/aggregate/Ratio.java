package dev.tidemark.model.aggregate;

import java.math.BigInteger;

/**
 * {@code numerator / denominator × 2^exponent}, rounded once: to the nearest double, of two as near
 * to the even one.
 *
 * @param numerator not negative
 * @param denominator positive
 */
record Ratio(BigInteger numerator, BigInteger denominator, int exponent) {
  /** More than the bits of a double and the one that decides how it is rounded. */
  private static final int BITS = 66;

  /** The nearest double; infinite when it is greater than all of them. */
  double rounded() {
    int shift = shift(BITS);
    BigInteger[] quotient = quotient(shift);
    return scaled(quotient[0], quotient[1].signum() != 0, exponent - shift);
  }

  /** The double nearest to the square root. */
  double root() {
    int shift = shift(2 * BITS);
    shift += (exponent - shift) & 1; // half of an even exponent is whole
    BigInteger[] quotient = quotient(shift);
    BigInteger[] root = quotient[0].sqrtAndRemainder();
    boolean rest = quotient[1].signum() != 0 || root[1].signum() != 0;
    return scaled(root[0], rest, (exponent - shift) / 2);
  }

  /** How far the numerator is shifted so that the quotient has at least so many bits. */
  private int shift(int bits) {
    return Math.max(0, bits + denominator.bitLength() - numerator.bitLength());
  }

  private BigInteger[] quotient(int shift) {
    return numerator.shiftLeft(shift).divideAndRemainder(denominator);
  }

  /** The double nearest to {@code (value + rest) × 2^exponent}, with a rest between 0 and 1. */
  private static double scaled(BigInteger value, boolean rest, int exponent) {
    int top = value.bitLength() - 1 + exponent;
    int precision = Math.min(53, top - Double.MIN_EXPONENT + 53); // fewer below the normal ones
    if (value.signum() == 0 || precision < 0) {
      return 0;
    }
    if (top > Double.MAX_EXPONENT) {
      return Double.POSITIVE_INFINITY;
    }
    int drop = value.bitLength() - precision;
    BigInteger kept = value.shiftRight(drop);
    boolean above = rest || value.getLowestSetBit() < drop - 1;
    if (value.testBit(drop - 1) && (above || kept.testBit(0))) {
      kept = kept.add(BigInteger.ONE);
    }
    return Math.scalb(kept.doubleValue(), exponent + drop);
  }
}
