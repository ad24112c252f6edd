package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code sum} and {@code mean} (DOUBLE) over floating-point inputs; null when empty. The sum is
 * exact and rounded once, so it does not depend on the order of the inputs.
 *
 * <p>Source: J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust
 * Geometric Predicates", 1997: the sum is a list of non-overlapping doubles in increasing order of
 * magnitude. The rounding of the last step follows Python's {@code math.fsum}.
 */
final class DoubleSum implements Accumulator {
  private final boolean mean;
  private long count;
  private double[] parts = new double[4];
  private int size;

  DoubleSum(boolean mean) {
    this.mean = mean;
  }

  @Override
  public void add(Event event, Object value) {
    count++;
    addExact(((Number) value).doubleValue());
  }

  private void addExact(double addend) {
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

  @Override
  public @Nullable Object result() {
    if (count == 0) {
      return null;
    }
    double sum = rounded();
    if (Double.isNaN(sum) || Double.isInfinite(sum)) {
      throw new AggregateOverflowException("sum does not fit in a double");
    }
    return mean ? sum / count : sum;
  }

  private double rounded() {
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

  @Override
  public void write(ByteSink out) {
    out.int64(count).varint(size);
    for (int i = 0; i < size; i++) {
      out.int64(Double.doubleToLongBits(parts[i]));
    }
  }

  @Override
  public void read(ByteSource in) {
    count = in.int64();
    size = in.varint();
    parts = new double[Math.max(4, size)];
    for (int i = 0; i < size; i++) {
      parts[i] = Double.longBitsToDouble(in.int64());
    }
  }
}
