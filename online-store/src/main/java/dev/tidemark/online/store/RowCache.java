package dev.tidemark.online.store;

import dev.tidemark.online.store.RocksFigures.Figure;
import dev.tidemark.online.store.RocksFigures.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of all databases of a process that lookups read lately, also those that are not
 * there. RocksDB has to search for an entry and to copy it for each read, which takes longer than
 * all else that a lookup does with it.
 *
 * <p>Whoever has written to a database says so before it tells others; from then on nobody finds
 * here what was before. For any number of threads.
 */
final class RowCache {
  private static final int STRIPES = 64;

  /** What an entry takes beside its bytes: objects, references and headers. */
  private static final int OVERHEAD = 150;

  private final AtomicInteger databases = new AtomicInteger();
  private final Map<Row, Row> rows = new ConcurrentHashMap<>();
  private final Stripe[] stripes;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final long capacity;

  /**
   * An empty cache.
   *
   * @param capacity in bytes
   */
  RowCache(long capacity) {
    this.capacity = capacity;
    stripes = Stream.generate(Stripe::new).limit(STRIPES).toArray(Stripe[]::new);
  }

  /** An entry; equal to those with its key. */
  private static final class Row {
    private final int database;
    private final byte[] key;
    private final int hash;
    private volatile @Nullable StoredValue value;

    /** What its stripe counts for it. */
    private int charged;

    /** Whether it was read since its stripe last looked for something to forget. */
    private boolean used;

    Row(int database, byte[] key) {
      this.database = database;
      this.key = key;
      this.hash = 31 * Arrays.hashCode(key) + database;
    }

    int size() {
      StoredValue stored = value;
      return OVERHEAD + key.length + (stored == null ? 0 : stored.size());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Row row
          && hash == row.hash
          && database == row.database
          && Arrays.equals(key, row.key);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** What has to be read, and how often its stripe had been written to before. */
  private record Missing(int place, Row row, long writes) {}

  /** Some of the entries: who changes them holds its lock, and who reads them does not. */
  private final class Stripe {
    /** In the order in which they came, or were last spared. */
    private final Queue<Row> queue = new ArrayDeque<>();

    private long bytes;
    private volatile long writes;

    synchronized void remember(Missing of, @Nullable StoredValue value) {
      // What was written meanwhile may be newer than what was read
      if (writes == of.writes() && !rows.containsKey(of.row())) {
        of.row().value = value;
        rows.put(of.row(), of.row());
        queue.add(of.row());
        charge(of.row());
      }
    }

    synchronized void written(Row key, byte @Nullable [] value) {
      writes++;
      Row row = rows.get(key);
      if (row != null) {
        row.value = value == null ? null : new StoredValue(value);
        charge(row);
      }
    }

    /** What was remembered with its value has grown. */
    @SuppressWarnings("ReferenceEquality") // another one may have come for the same key
    synchronized void grown(Row row) {
      if (rows.get(row) == row) {
        charge(row);
      }
    }

    private void charge(Row row) {
      int size = row.size();
      bytes += size - row.charged;
      row.charged = size;
      forget();
    }

    /** Whatever was read since the last time is spared once. */
    private void forget() {
      while (bytes > capacity / STRIPES) {
        Row eldest = queue.remove();
        if (eldest.used) {
          eldest.used = false;
          queue.add(eldest);
        } else {
          rows.remove(eldest);
          bytes -= eldest.charged;
        }
      }
    }

    synchronized long bytes() {
      return bytes;
    }
  }

  private Stripe stripe(Row row) {
    return stripes[(row.hash ^ (row.hash >>> 16)) & (STRIPES - 1)];
  }

  /** The entries of one database. */
  Of database() {
    return new Of(databases.getAndIncrement());
  }

  /** The entries of one database. */
  final class Of {
    private final int database;

    private Of(int database) {
      this.database = database;
    }

    /**
     * The values of entries, null for each that is not there.
     *
     * @param read reads those that are not here from the database
     */
    List<@Nullable StoredValue> getAll(
        List<byte[]> keys, Function<List<byte[]>, List<byte @Nullable []>> read) {
      @Nullable StoredValue[] found = new StoredValue[keys.size()];
      List<Missing> missing = new ArrayList<>();
      for (int place = 0; place < found.length; place++) {
        Row key = new Row(database, keys.get(place));
        // Before it is looked for: what comes in afterwards is newer
        long writes = stripe(key).writes;
        Row row = rows.get(key);
        if (row == null) {
          missing.add(new Missing(place, key, writes));
        } else {
          found[place] = found(row);
        }
      }
      hits.add(found.length - missing.size());
      if (!missing.isEmpty()) {
        misses.add(missing.size());
        read(missing, read, found);
      }
      return Arrays.asList(found);
    }

    private @Nullable StoredValue found(Row row) {
      if (!row.used) {
        row.used = true;
      }
      if (row.charged != row.size()) {
        stripe(row).grown(row);
      }
      return row.value;
    }

    private void read(
        List<Missing> missing,
        Function<List<byte[]>, List<byte @Nullable []>> read,
        @Nullable StoredValue[] found) {
      List<byte @Nullable []> values =
          read.apply(missing.stream().map(of -> of.row().key).toList());
      for (int i = 0; i < values.size(); i++) {
        Missing of = missing.get(i);
        byte[] value = values.get(i);
        StoredValue stored = value == null ? null : new StoredValue(value);
        found[of.place()] = stored;
        stripe(of.row()).remember(of, stored);
      }
    }

    /** An entry was written, or deleted. */
    void written(byte[] entry, byte @Nullable [] value) {
      Row key = new Row(database, entry);
      stripe(key).written(key, value);
    }
  }

  List<Figure> figures() {
    long bytes = Stream.of(stripes).mapToLong(Stripe::bytes).sum();
    return List.of(
        new Figure(
            Kind.COUNTER,
            "row_cache_hits",
            "Rows that lookups found in Tidemark's own cache, before RocksDB.",
            hits.sum()),
        new Figure(
            Kind.COUNTER,
            "row_cache_misses",
            "Rows that lookups had to read from RocksDB.",
            misses.sum()),
        new Figure(Kind.GAUGE, "row_cache_bytes", "What that cache holds.", bytes),
        new Figure(Kind.GAUGE, "row_cache_capacity_bytes", "What it may hold.", capacity));
  }
}
