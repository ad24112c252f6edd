package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code variance} and {@code stddev} of a sample (n − 1): DOUBLE; null for fewer than two inputs.
 * The sums of the inputs and of their squares are exact, and the result is rounded once, so it is
 * the double nearest to the true value.
 *
 * <p>State: 40 bytes of sums over integers; over doubles 816 bytes in memory, of which those that
 * say something are written. Adding and merging take constant time and no memory.
 */
final class Variance implements Reversible {
  /** Every double is a whole number of these powers of two, and its square of their squares. */
  private static final int LEAST = -1074;

  /** Bits for a count and a sign, besides those of an addend. */
  private static final int COUNT = 64;

  private final boolean root;
  private final boolean integral;
  private final WideSum sum;
  private final WideSum squares;
  private long count;
  private boolean finite = true;

  Variance(boolean root, boolean integral) {
    this.root = root;
    this.integral = integral;
    int bits = integral ? 64 : Double.MAX_EXPONENT + 1 - LEAST;
    this.sum = new WideSum(bits + COUNT);
    this.squares = new WideSum(2 * bits + COUNT);
  }

  @Override
  public void add(Event event, Object value) {
    count++;
    count((Number) value, false);
  }

  @Override
  public boolean remove(Event event, Object value) {
    count--;
    count((Number) value, true);
    return finite;
  }

  private void count(Number input, boolean out) {
    if (integral) {
      long addend = input.longValue();
      count(addend < 0, Math.abs(addend), 0, out);
    } else {
      countDouble(input.doubleValue(), out);
    }
  }

  private void countDouble(double addend, boolean out) {
    if (!Double.isFinite(addend)) {
      finite = false;
      return;
    }
    long bits = Double.doubleToLongBits(addend);
    int exponent = (int) (bits >>> 52) & 0x7ff;
    long fraction = bits & 0xf_ffff_ffff_ffffL;
    long magnitude = exponent == 0 ? fraction : fraction | 1L << 52;
    count(bits < 0, magnitude, Math.max(0, exponent - 1), out);
  }

  private void count(boolean negative, long magnitude, int shift, boolean out) {
    if (negative == out) {
      sum.add(0, magnitude, shift);
    } else {
      sum.subtract(0, magnitude, shift);
    }
    long high = Math.multiplyHigh(magnitude, magnitude);
    if (out) {
      squares.subtract(high, magnitude * magnitude, 2 * shift);
    } else {
      squares.add(high, magnitude * magnitude, 2 * shift);
    }
  }

  @Override
  public void merge(Accumulator other) {
    Variance added = (Variance) other;
    count += added.count;
    finite &= added.finite;
    sum.add(added.sum);
    squares.add(added.squares);
  }

  @Override
  public @Nullable Object result() {
    if (count < 2) {
      return null;
    }
    BigInteger n = BigInteger.valueOf(count);
    BigInteger total = sum.value();
    Ratio variance =
        new Ratio(
            n.multiply(squares.value()).subtract(total.multiply(total)),
            n.multiply(n.subtract(BigInteger.ONE)),
            integral ? 0 : 2 * LEAST);
    double result = root ? variance.root() : variance.rounded();
    if (!finite || Double.isInfinite(result)) {
      throw new AggregateOverflowException(
          (root ? "stddev" : "variance") + " does not fit in a double");
    }
    return result;
  }

  @Override
  public void write(ByteSink out) {
    out.int64(count).int8(finite ? 1 : 0);
    sum.write(out);
    squares.write(out);
  }

  @Override
  public void read(ByteSource in) {
    count = in.int64();
    finite = in.int8() != 0;
    sum.read(in);
    squares.read(in);
  }
}
