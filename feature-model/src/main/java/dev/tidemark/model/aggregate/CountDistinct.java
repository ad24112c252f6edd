package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import java.util.TreeSet;

/**
 * {@code count_distinct}: INT64, 0 when empty. Exact. -0.0 and 0.0 are one value.
 *
 * <p>State: every distinct value, however many there are. Adding takes O(log of them); merging adds
 * the other's values.
 */
final class CountDistinct implements Accumulator {
  private final Scalar scalar;
  private final TreeSet<Object> values;

  CountDistinct(Scalar scalar) {
    this.scalar = scalar;
    this.values = new TreeSet<>(Natural.order(scalar));
  }

  @Override
  public void add(Event event, Object value) {
    values.add(Natural.value(value));
  }

  @Override
  public void merge(Accumulator other) {
    values.addAll(((CountDistinct) other).values);
  }

  @Override
  public Long result() {
    return (long) values.size();
  }

  @Override
  public void write(ByteSink out) {
    out.varint(values.size());
    values.forEach(value -> out.optional(scalar, value));
  }

  @Override
  public void read(ByteSource in) {
    for (int left = in.varint(); left > 0; left--) {
      values.add(in.present(scalar));
    }
  }
}
