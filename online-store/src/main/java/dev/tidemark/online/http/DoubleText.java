package dev.tidemark.online.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * Writes doubles as {@link Double#toString(double)} does, straight into bytes and in half the time:
 * in an answer with many of them, the text of doubles is most of the work.
 *
 * <p>The shortest decimal that rounds to the double is found as in R. Giulietti, "The Schubfach way
 * to render doubles" (2021), of which the names are.
 */
final class DoubleText {
  /** What {@link #write} may take. */
  static final int LONGEST = 26;

  private static final int Q_MIN = -1074;
  private static final int FRACTION_BITS = 52;
  private static final long C_MIN = 1L << FRACTION_BITS;
  private static final long MASK_63 = Long.MAX_VALUE;

  private static final int K_MIN = -324;
  private static final int K_MAX = 292;

  /** Digits of the longest result. */
  private static final int DIGITS = 17;

  /** For each k from K_MIN the upper and the lower 63 bits of g(k). */
  private static final long[] G = new long[2 * (K_MAX - K_MIN + 1)];

  private static final long[] POWERS_OF_10 = new long[DIGITS + 1];

  private static final long ZEROS = 0x3030_3030_3030_3030L;

  /** {@code 0.000000}. */
  private static final long ZERO_POINT = ZEROS - (('0' - '.') << 8);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static {
    long power = 1;
    for (int i = 0; i <= DIGITS; i++, power *= 10) {
      POWERS_OF_10[i] = power;
    }
    for (int k = K_MIN; k <= K_MAX; k++) {
      BigInteger g = g(k);
      G[2 * (k - K_MIN)] = g.shiftRight(63).longValueExact();
      G[2 * (k - K_MIN) + 1] = g.and(BigInteger.valueOf(MASK_63)).longValueExact();
    }
  }

  private DoubleText() {}

  /** The least integer above 10<sup>-k</sup> 2<sup>-r</sup>, r such that it has 126 bits. */
  private static BigInteger g(int k) {
    int r = floorLog2Pow10(-k) - 125;
    BigInteger ten = BigInteger.TEN.pow(Math.abs(k));
    BigInteger floor =
        k <= 0
            ? r >= 0 ? ten.shiftRight(r) : ten.shiftLeft(-r)
            : BigInteger.ONE.shiftLeft(-r).divide(ten);
    return floor.add(BigInteger.ONE);
  }

  private static int floorLog10Pow2(int e) {
    return (int) ((e * 661_971_961_083L) >> 41);
  }

  private static int floorLog10ThreeQuartersPow2(int e) {
    return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
  }

  private static int floorLog2Pow10(int e) {
    return (int) ((e * 913_124_641_741L) >> 38);
  }

  /**
   * Writes a number.
   *
   * @param value finite
   * @param out has room for {@link #LONGEST} bytes
   * @return where it ends
   */
  static int write(double value, byte[] out, int start) {
    long bits = Double.doubleToRawLongBits(value);
    int at = start;
    if (bits < 0) {
      out[at++] = '-';
    }
    long fraction = bits & (C_MIN - 1);
    int exponent = ((int) (bits >>> FRACTION_BITS)) & 0x7ff;
    if (exponent > 0) {
      int shift = 1 - Q_MIN - exponent;
      long c = C_MIN | fraction;
      if (0 < shift && shift <= FRACTION_BITS && (c >> shift) << shift == c) {
        return write(c >> shift, 0, out, at);
      }
      return writeShortest(-shift, c, 0, out, at);
    }
    if (fraction == 0) {
      out[at] = '0';
      out[at + 1] = '.';
      out[at + 2] = '0';
      return at + 3;
    }
    // With one more digit, the smallest ones have the two that a result needs
    return fraction < 3
        ? writeShortest(Q_MIN, 10 * fraction, -1, out, at)
        : writeShortest(Q_MIN, fraction, 0, out, at);
  }

  /** Writes the shortest decimal that rounds to c 2<sup>q</sup>, times 10<sup>dk</sup>. */
  private static int writeShortest(int q, long c, int dk, byte[] out, int at) {
    boolean regular = c != C_MIN || q == Q_MIN;
    int k = regular ? floorLog10Pow2(q) : floorLog10ThreeQuartersPow2(q);
    int h = q + floorLog2Pow10(-k) + 2;
    long g1 = G[2 * (k - K_MIN)];
    long g0 = G[2 * (k - K_MIN) + 1];
    long cb = c << 2;
    long vb = roundedToOdd(g1, g0, cb << h);
    // Whether the bounds belong to the interval
    long odd = c & 1;
    long lower = roundedToOdd(g1, g0, (regular ? cb - 2 : cb - 1) << h) + odd;
    long upper = roundedToOdd(g1, g0, (cb + 2) << h) - odd;
    return write(shortest(vb, lower, upper), k + dk, out, at);
  }

  /**
   * The shortest decimal between two bounds, or the nearest of those. Which one it is cannot be
   * foreseen: a wrong guess of the processor would take longer than to work out all, so there is no
   * branch, and each condition is a 1 or a 0.
   *
   * @param vb four times the number, as the bounds are
   */
  private static long shortest(long vb, long lower, long upper) {
    long s = vb >> 2;
    long tens = s / 10 * 10;
    long tensBelow = atMost(lower, tens << 2);
    long tensAbove = atMost((tens + 10) << 2, upper);
    long byTens = (tensBelow ^ tensAbove) & atMost(100, s);
    long below = atMost(lower, s << 2);
    long above = atMost((s + 1) << 2, upper);
    // A tie goes to the even one
    long nearer = atMost(vb + (s & 1), (2 * s + 1) << 1);
    long only = below ^ above;
    long down = (only & below) | ((only ^ 1) & nearer);
    long ones = s + 1 - down;
    long rounded = tens + 10 - 10 * tensBelow;
    return ones ^ ((ones ^ rounded) & -byTens);
  }

  /** 1 if a ≤ b, else 0; both are less than 2<sup>62</sup> and not negative. */
  private static long atMost(long a, long b) {
    return (a - b - 1) >>> 63;
  }

  private static long roundedToOdd(long g1, long g0, long cp) {
    long x1 = Math.multiplyHigh(g0, cp);
    long y0 = g1 * cp;
    long y1 = Math.multiplyHigh(g1, cp);
    long z = (y0 >>> 1) + x1;
    long w = y1 + (z >>> 63);
    return w | (((z & MASK_63) + MASK_63) >>> 63);
  }

  /** Writes f 10<sup>e</sup>. */
  private static int write(long f, int e, byte[] out, int at) {
    int length = floorLog10Pow2(64 - Long.numberOfLeadingZeros(f));
    if (f >= POWERS_OF_10[length]) {
      length++;
    }
    long digits = f * POWERS_OF_10[DIGITS - length];
    int point = e + length;
    if (0 < point && point <= 7) {
      int end = writeDigits(digits, out, at + 1);
      // What stands before the point moves one place to the front
      long text = (long) LONGS.get(out, at + 1);
      long whole = (1L << (8 * point)) - 1;
      LONGS.set(out, at, (text & whole) | ((long) '.' << (8 * point)) | ((text & ~whole) << 8));
      return withOneAfter(at + point, out, end);
    }
    if (-3 < point && point <= 0) {
      LONGS.set(out, at, ZERO_POINT);
      return writeDigits(digits, out, at + 2 - point);
    }
    int end = writeDigits(digits, out, at + 1);
    out[at] = out[at + 1];
    out[at + 1] = '.';
    return writeExponent(point - 1, out, withOneAfter(at + 1, out, end));
  }

  /** Writes the digits, and returns where they end without zeros. */
  private static int writeDigits(long digits, byte[] out, int at) {
    long high = digits / 100_000_000;
    long first = high / 100_000_000;
    out[at] = (byte) ('0' + first);
    long middle = eight(high - first * 100_000_000);
    LONGS.set(out, at + 1, middle | ZEROS);
    long last = eight(digits - high * 100_000_000);
    LONGS.set(out, at + 9, last | ZEROS);
    return last != 0
        ? at + DIGITS - (Long.numberOfLeadingZeros(last) >> 3)
        : at + 9 - (Long.numberOfLeadingZeros(middle) >> 3);
  }

  /** The digits of a number below 10<sup>8</sup>, one in each byte, the first one lowest. */
  private static long eight(long number) {
    // Two halves of four digits, four quarters of two, and then each digit, all at the same time
    long upper = number / 10_000;
    long four = upper | ((number - upper * 10_000) << 32);
    long hundreds = ((four * 10_486) >>> 20) & 0x7f_0000_007fL;
    long two = hundreds | ((four - hundreds * 100) << 16);
    long tens = ((two * 103) >>> 10) & 0x000f_000f_000f_000fL;
    return tens | ((two - tens * 10) << 8);
  }

  private static void write2(int digits, byte[] out, int at) {
    out[at] = (byte) ('0' + digits / 10);
    out[at + 1] = (byte) ('0' + digits % 10);
  }

  /** Writes a zero if the number would end at its point, or before it; returns where it ends. */
  private static int withOneAfter(int point, byte[] out, int end) {
    if (end > point + 1) {
      return end;
    }
    out[point + 1] = '0';
    return point + 2;
  }

  private static int writeExponent(int exponent, byte[] out, int end) {
    int at = end;
    out[at++] = 'E';
    int rest = exponent;
    if (rest < 0) {
      out[at++] = '-';
      rest = -rest;
    }
    if (rest >= 100) {
      out[at++] = (byte) ('0' + rest / 100);
      write2(rest % 100, out, at);
      return at + 2;
    }
    if (rest >= 10) {
      write2(rest, out, at);
      return at + 2;
    }
    out[at] = (byte) ('0' + rest);
    return at + 1;
  }
}
