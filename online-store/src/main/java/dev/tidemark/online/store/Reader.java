package dev.tidemark.online.store;

import dev.tidemark.online.store.RocksFigures.Held;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition's entries as they are. While it is open the database cannot be closed; it is
 * closed by the thread that opened it.
 */
public final class Reader implements AutoCloseable {
  private final Database database;
  private final Lock open;

  Reader(Database database, Lock open) {
    this.database = database;
    this.open = open;
  }

  /** The entry's value, or null. */
  public byte @Nullable [] get(byte[] key) {
    return database.get(key);
  }

  /** The values of entries, in their order, null for each that is not there. */
  public List<@Nullable StoredValue> getAll(List<byte[]> keys) {
    return database.getAll(keys);
  }

  Held held() {
    return database.held();
  }

  @Override
  public void close() {
    open.unlock();
  }
}
