package dev.tidemark.online.store;

import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** A cursor as Kafka Streams wants it: from a key to a key, both inclusive; null is no bound. */
final class RangeIterator implements KeyValueIterator<Bytes, byte[]> {
  private final Cursor cursor;
  private final @Nullable Bytes to;
  private boolean closed;

  RangeIterator(Cursor cursor, @Nullable Bytes from, @Nullable Bytes to) {
    this.cursor = cursor;
    this.to = to;
    cursor.seek(from == null ? new byte[0] : from.get());
  }

  @Override
  public boolean hasNext() {
    return cursor.valid() && (to == null || Bytes.wrap(cursor.key()).compareTo(to) <= 0);
  }

  @Override
  public Bytes peekNextKey() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return Bytes.wrap(cursor.key());
  }

  @Override
  public KeyValue<Bytes, byte[]> next() {
    KeyValue<Bytes, byte[]> entry = KeyValue.pair(peekNextKey(), cursor.value());
    cursor.next();
    return entry;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      cursor.close();
    }
  }
}
