package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code sum} and {@code mean} (DOUBLE) over floating-point inputs; null when empty. The sum is
 * exact and rounded once, so it does not depend on the order of the inputs.
 *
 * <p>State: a count, and as many doubles as the bits of the exact sum take: one or two where inputs
 * are alike, a few dozen where they span all magnitudes. Adding takes time in proportion to them;
 * merging adds the other's.
 */
final class DoubleSum implements Reversible {
  /** From here on inputs are summed apart, scaled down, so that no sum on the way overflows. */
  private static final double HUGE = 0x1p900;

  private static final double SCALE = 0x1p-200;
  private static final BigDecimal UNSCALE = new BigDecimal(1 / SCALE);

  private final boolean mean;
  private long count;
  private final ExactSum sum = new ExactSum();
  private final ExactSum huge = new ExactSum();

  DoubleSum(boolean mean) {
    this.mean = mean;
  }

  @Override
  public void add(Event event, Object value) {
    count++;
    add(((Number) value).doubleValue());
  }

  @Override
  public boolean remove(Event event, Object value) {
    count--;
    double taken = ((Number) value).doubleValue();
    add(-taken);
    return Double.isFinite(taken);
  }

  private void add(double addend) {
    if (Math.abs(addend) < HUGE) {
      sum.add(addend);
    } else {
      huge.add(addend * SCALE);
    }
  }

  @Override
  public void merge(Accumulator other) {
    DoubleSum added = (DoubleSum) other;
    count += added.count;
    sum.add(added.sum);
    huge.add(added.huge);
  }

  @Override
  public @Nullable Object result() {
    if (count == 0) {
      return null;
    }
    double result = huge.empty() ? of(sum.rounded()) : huge();
    if (!Double.isFinite(result)) {
      throw new AggregateOverflowException("sum does not fit in a double");
    }
    return result;
  }

  private double of(double rounded) {
    return mean ? rounded / count : rounded;
  }

  private double huge() {
    if (!Double.isFinite(huge.rounded())) {
      return Double.NaN; // an infinite input
    }
    BigDecimal exact = huge.exact().multiply(UNSCALE).add(sum.exact());
    double rounded = exact.doubleValue();
    return mean && Double.isInfinite(rounded)
        ? exact.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue()
        : of(rounded);
  }

  @Override
  public void write(ByteSink out) {
    out.int64(count);
    sum.write(out);
    huge.write(out);
  }

  @Override
  public void read(ByteSource in) {
    count = in.int64();
    sum.read(in);
    huge.read(in);
  }
}
