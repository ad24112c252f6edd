package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code sum} (INT64) and {@code mean} (DOUBLE) over integers; null when empty. The sum is kept in
 * 128 bits, so that only a result outside 64 bits is an overflow, never a sum on the way there.
 *
 * <p>State: 24 bytes. Merging adds sums and counts.
 */
final class LongSum implements Reversible {
  private final boolean mean;
  private long count;
  private long high;
  private long low;

  LongSum(boolean mean) {
    this.mean = mean;
  }

  @Override
  public void add(Event event, Object value) {
    long addend = ((Number) value).longValue();
    add(addend >> 63, addend);
    count++;
  }

  @Override
  public boolean remove(Event event, Object value) {
    long taken = ((Number) value).longValue();
    add(taken > 0 ? -1 : 0, -taken); // the least long is its own negative, and unsigned it is right
    count--;
    return true;
  }

  @Override
  public void merge(Accumulator other) {
    LongSum sum = (LongSum) other;
    add(sum.high, sum.low);
    count += sum.count;
  }

  private void add(long addendHigh, long addendLow) {
    long sum = low + addendLow;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    high += addendHigh + carry;
    low = sum;
  }

  @Override
  public @Nullable Object result() {
    if (count == 0) {
      return null;
    }
    boolean fits = high == low >> 63;
    if (mean) {
      return (fits ? (double) low : wide().doubleValue()) / count;
    }
    if (!fits) {
      throw new AggregateOverflowException("sum does not fit in 64 bits: " + wide());
    }
    return low;
  }

  private BigInteger wide() {
    return BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
  }

  @Override
  public void write(ByteSink out) {
    out.int64(count).int64(high).int64(low);
  }

  @Override
  public void read(ByteSource in) {
    count = in.int64();
    high = in.int64();
    low = in.int64();
  }
}
