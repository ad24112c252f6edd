package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code top_k}: the n most frequent inputs, the most frequent first and of equally frequent ones
 * the first in {@link Natural#order}; the empty list when empty. Exact. -0.0 and 0.0 are one value.
 *
 * <p>State: every distinct value with its count, however many there are. Adding takes O(log of
 * them); merging adds the other's counts.
 */
final class TopK implements Accumulator {
  private final Scalar scalar;
  private final int n;
  private final TreeMap<Object, Long> counts;

  TopK(Scalar scalar, int n) {
    this.scalar = scalar;
    this.n = n;
    this.counts = new TreeMap<>(Natural.order(scalar));
  }

  @Override
  public void add(Event event, Object value) {
    counts.merge(Natural.value(value), 1L, Long::sum);
  }

  @Override
  public void merge(Accumulator other) {
    ((TopK) other).counts.forEach((value, count) -> counts.merge(value, count, Long::sum));
  }

  @Override
  public Object result() {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<Object, Long>comparingByValue().reversed()) // keeps the order of ties
        .limit(n)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void write(ByteSink out) {
    out.varint(counts.size());
    counts.forEach((value, count) -> out.optional(scalar, value).int64(count));
  }

  @Override
  public void read(ByteSource in) {
    for (int left = in.varint(); left > 0; left--) {
      counts.put(in.present(scalar), in.int64());
    }
  }
}
