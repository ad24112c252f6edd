package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * {@code min} and {@code max}: the input's type; null when empty. Exact; -0.0 is below 0.0.
 *
 * <p>State: one value. Merging offers the other's.
 */
final class Extreme implements Accumulator {
  private final Scalar scalar;
  private final int sign;
  private @Nullable Object best;

  /**
   * The extreme of nothing.
   *
   * @param sign 1 keeps the greatest, -1 the least
   */
  Extreme(Scalar scalar, int sign) {
    this.scalar = scalar;
    this.sign = sign;
  }

  @Override
  public void add(Event event, Object value) {
    offer(value);
  }

  @Override
  public void merge(Accumulator other) {
    Object value = ((Extreme) other).best;
    if (value != null) {
      offer(value);
    }
  }

  private void offer(Object value) {
    if (best == null || compare(value, best) * sign > 0) {
      best = value;
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // both are of the one Java type of the scalar
  private static int compare(Object left, Object right) {
    return Integer.signum(((Comparable) left).compareTo(right));
  }

  @Override
  public @Nullable Object result() {
    return best;
  }

  @Override
  public void write(ByteSink out) {
    out.optional(scalar, best);
  }

  @Override
  public void read(ByteSource in) {
    best = in.optional(scalar);
  }
}
