package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;

/**
 * {@code count}: INT64, 0 when empty. Exact.
 *
 * <p>State: 8 bytes. Merging adds the counts.
 */
final class Count implements Reversible {
  private long count;

  @Override
  public void add(Event event, Object value) {
    count++;
  }

  @Override
  public boolean remove(Event event, Object value) {
    count--;
    return true;
  }

  @Override
  public void merge(Accumulator other) {
    count += ((Count) other).count;
  }

  @Override
  public Long result() {
    return count;
  }

  @Override
  public void write(ByteSink out) {
    out.int64(count);
  }

  @Override
  public void read(ByteSource in) {
    count = in.int64();
  }
}
