package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code last_n}: the inputs of the newest n events that have one, newest first; never null. */
final class LastN implements Accumulator {
  private final Scalar scalar;
  private final int n;

  /** Newest first, at most n. */
  private final List<Entry> entries = new ArrayList<>();

  LastN(Scalar scalar, int n) {
    this.scalar = scalar;
    this.n = n;
  }

  @Override
  public void add(Event event, Object value) {
    offer(new Entry(event.eventTime(), event.createdTime(), event.position(), value));
  }

  @Override
  public void merge(Accumulator other) {
    ((LastN) other).entries.forEach(this::offer);
  }

  private void offer(Entry entry) {
    int at = 0;
    while (at < entries.size() && Event.ORDER.compare(entries.get(at), entry) > 0) {
      at++;
    }
    if (at < n) {
      entries.add(at, entry);
      if (entries.size() > n) {
        entries.remove(n);
      }
    }
  }

  @Override
  public Object result() {
    return entries.stream().map(Entry::value).toList();
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
