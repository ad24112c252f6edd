package dev.tidemark.model.aggregate;

import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * An exact sum of doubles, as long as none on the way is infinite.
 *
 * <p>Source: J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust
 * Geometric Predicates", 1997: the sum is a list of non-overlapping doubles in increasing order of
 * magnitude. The rounding of the last step follows Python's {@code math.fsum}.
 */
final class ExactSum {
  private double[] parts = new double[4];
  private int size;

  boolean empty() {
    return size == 0;
  }

  void add(double addend) {
    double x = addend;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      double y = parts[i];
      if (Math.abs(x) < Math.abs(y)) {
        double swap = x;
        x = y;
        y = swap;
      }
      double high = x + y;
      double low = y - (high - x);
      if (low != 0) {
        parts[kept++] = low;
      }
      x = high;
    }
    if (kept == parts.length) {
      parts = Arrays.copyOf(parts, kept * 2);
    }
    parts[kept] = x;
    size = kept + 1;
  }

  /** Adds another sum; the other stays as it is. */
  void add(ExactSum other) {
    for (int i = 0; i < other.size; i++) {
      add(other.parts[i]);
    }
  }

  /** The sum, rounded once; 0.0 for none. */
  double rounded() {
    if (size == 0) {
      return 0;
    }
    int i = size - 1;
    double high = parts[i];
    double low = 0;
    while (i > 0) {
      double x = high;
      double y = parts[--i];
      high = x + y;
      low = y - (high - x);
      if (low != 0) {
        break;
      }
    }
    // Half-way cases: the parts below decide which way the last bit goes.
    if (i > 0 && ((low < 0 && parts[i - 1] < 0) || (low > 0 && parts[i - 1] > 0))) {
      double y = low * 2;
      double x = high + y;
      if (y == x - high) {
        high = x;
      }
    }
    return high + 0.0; // no negative zero: -0.0 + -0.0 would depend on the empty start
  }

  /** The sum, not rounded; only when {@link #rounded} is finite. */
  BigDecimal exact() {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < size; i++) {
      sum = sum.add(new BigDecimal(parts[i]));
    }
    return sum;
  }

  void write(ByteSink out) {
    out.varint(size);
    for (int i = 0; i < size; i++) {
      out.int64(Double.doubleToLongBits(parts[i]));
    }
  }

  void read(ByteSource in) {
    size = in.varint();
    parts = new double[Math.max(4, size)];
    for (int i = 0; i < size; i++) {
      parts[i] = Double.longBitsToDouble(in.int64());
    }
  }
}
