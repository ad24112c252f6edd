package dev.tidemark.online.store;

import java.util.concurrent.locks.Lock;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A view of one partition's entries as they were when it was opened, in the unsigned order of their
 * keys. While it is open the database cannot be closed; it is closed by the thread that opened it.
 */
public final class Cursor implements AutoCloseable {
  private final RocksIterator iterator;
  private final Lock open;

  Cursor(RocksIterator iterator, Lock open) {
    this.iterator = iterator;
    this.open = open;
  }

  /** Moves to the first entry whose key is at or after the given one. */
  public void seek(byte[] key) {
    iterator.seek(key);
  }

  /** Moves to the next entry. Only on an entry. */
  public void next() {
    iterator.next();
  }

  /** Whether the cursor is on an entry. */
  public boolean valid() {
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status(); // an iterator that failed is not valid either
    } catch (RocksDBException e) {
      throw new ProcessorStateException("Cannot read state", e);
    }
    return false;
  }

  /** The entry's key. */
  public byte[] key() {
    return iterator.key();
  }

  /** The entry's value. */
  public byte[] value() {
    return iterator.value();
  }

  @Override
  public void close() {
    iterator.close();
    open.unlock();
  }
}
