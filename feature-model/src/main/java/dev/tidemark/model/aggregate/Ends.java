package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code first_n} and {@code last_n}: the inputs of the oldest or newest n events that have one,
 * that end first; the empty list when empty. {@code first} and {@code last}: the input of the one
 * event; null when empty. Exact.
 *
 * <p>State: at most n entries. Adding takes O(log n) to find the place, and nothing is kept of an
 * event that lies behind n others; merging adds the other's entries.
 */
final class Ends implements Accumulator {
  private final Scalar scalar;
  private final Comparator<Event> inwards;
  private final int n;

  /** From the end inwards, at most n, or one for a single value. */
  private final List<Entry> entries = new ArrayList<>();

  /**
   * The end of nothing.
   *
   * @param inwards what it puts first is kept
   * @param n how many; 0 for a single value instead of a list
   */
  Ends(Scalar scalar, Comparator<Event> inwards, int n) {
    this.scalar = scalar;
    this.inwards = inwards;
    this.n = n;
  }

  @Override
  public void add(Event event, Object value) {
    int at = place(event);
    if (at < most()) {
      put(at, new Entry(event.eventTime(), event.createdTime(), event.position(), value));
    }
  }

  @Override
  public void merge(Accumulator other) {
    for (Entry entry : ((Ends) other).entries) {
      int at = place(entry);
      if (at == most()) {
        return; // those that follow lie further in
      }
      put(at, entry);
    }
  }

  private int most() {
    return Math.max(1, n);
  }

  /** How many entries lie before the event. */
  private int place(Event event) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (inwards.compare(entries.get(middle), event) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void put(int at, Entry entry) {
    if (entries.size() == most()) {
      entries.remove(entries.size() - 1);
    }
    entries.add(at, entry);
  }

  @Override
  public @Nullable Object result() {
    if (n > 0) {
      return entries.stream().map(Entry::value).toList();
    }
    return entries.isEmpty() ? null : entries.get(0).value;
  }

  @Override
  public void write(ByteSink out) {
    out.varint(entries.size());
    for (Entry entry : entries) {
      out.int64(entry.eventTime).int64(entry.createdTime).int64(entry.position);
      out.optional(scalar, entry.value);
    }
  }

  @Override
  public void read(ByteSource in) {
    for (int left = in.varint(); left > 0; left--) {
      entries.add(new Entry(in.int64(), in.int64(), in.int64(), in.present(scalar)));
    }
  }

  private record Entry(long eventTime, long createdTime, long position, Object value)
      implements Event {
    @Override
    public boolean holds(int condition) {
      return true;
    }

    @Override
    public @Nullable Object value(int column) {
      return value;
    }
  }
}
