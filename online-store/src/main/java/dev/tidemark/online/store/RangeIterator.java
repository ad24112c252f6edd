package dev.tidemark.online.store;

import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A database's entries from a key to a key, both inclusive; null is no bound. */
final class RangeIterator implements KeyValueIterator<Bytes, byte[]> {
  private final RocksIterator entries;
  private final @Nullable Bytes to;

  RangeIterator(RocksIterator entries, @Nullable Bytes from, @Nullable Bytes to) {
    this.entries = entries;
    this.to = to;
    entries.seek(from == null ? new byte[0] : from.get());
  }

  @Override
  public boolean hasNext() {
    if (!entries.isValid()) {
      try {
        entries.status(); // an iterator that failed is not valid either
      } catch (RocksDBException e) {
        throw new ProcessorStateException("Cannot read state", e);
      }
      return false;
    }
    return to == null || Bytes.wrap(entries.key()).compareTo(to) <= 0;
  }

  @Override
  public Bytes peekNextKey() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return Bytes.wrap(entries.key());
  }

  @Override
  public KeyValue<Bytes, byte[]> next() {
    KeyValue<Bytes, byte[]> entry = KeyValue.pair(peekNextKey(), entries.value());
    entries.next();
    return entry;
  }

  @Override
  public void close() {
    entries.close();
  }
}
