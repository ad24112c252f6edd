package dev.tidemark.online.store;

import dev.tidemark.online.store.RocksFigures.Figure;
import dev.tidemark.online.store.RocksFigures.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.IntStream;
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

  private static final byte[] NOTHING = new byte[0];

  private final AtomicInteger databases = new AtomicInteger();
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
    stripes =
        IntStream.range(0, STRIPES)
            .mapToObj(i -> new Stripe(capacity / STRIPES))
            .toArray(Stripe[]::new);
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by its elements
  private record Key(int database, byte[] bytes, int hash) {
    Key(int database, byte[] bytes) {
      this(database, bytes, 31 * Arrays.hashCode(bytes) + database);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && database == key.database
          && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** An entry that has to be read, and how often the stripe had been written to before. */
  private record Missing(int place, Key key, long writes) {}

  /** Some of the entries; those that were read longest ago come first. */
  private static final class Stripe {
    private final Map<Key, byte[]> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final long capacity;
    private long bytes;
    private long writes;

    Stripe(long capacity) {
      this.capacity = capacity;
    }

    private static long size(Key key, byte[] value) {
      return (long) OVERHEAD + key.bytes.length + value.length;
    }

    private void put(Key key, byte[] value) {
      byte[] before = entries.put(key, value);
      bytes += size(key, value) - (before == null ? 0 : size(key, before));
      Iterator<Map.Entry<Key, byte[]>> eldest = entries.entrySet().iterator();
      while (bytes > capacity) {
        Map.Entry<Key, byte[]> entry = eldest.next();
        bytes -= size(entry.getKey(), entry.getValue());
        eldest.remove();
      }
    }
  }

  private Stripe stripe(Key key) {
    // Maps use the lower bits
    return stripes[(key.hash ^ key.hash >>> 16) >>> 8 & STRIPES - 1];
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
    @SuppressWarnings("ReferenceEquality") // a value may be as empty as NOTHING
    List<byte @Nullable []> getAll(
        List<byte[]> keys, Function<List<byte[]>, List<byte @Nullable []>> read) {
      byte @Nullable [][] found = new byte[keys.size()][];
      List<Missing> missing = new ArrayList<>();
      for (int place = 0; place < found.length; place++) {
        Key key = new Key(database, keys.get(place));
        Stripe stripe = stripe(key);
        synchronized (stripe) {
          byte[] value = stripe.entries.get(key);
          if (value == null) {
            missing.add(new Missing(place, key, stripe.writes));
          } else {
            found[place] = value == NOTHING ? null : value;
          }
        }
      }
      hits.add(found.length - missing.size());
      if (!missing.isEmpty()) {
        misses.add(missing.size());
        List<byte @Nullable []> values =
            read.apply(missing.stream().map(of -> of.key().bytes()).toList());
        for (int i = 0; i < values.size(); i++) {
          found[missing.get(i).place()] = values.get(i);
          remember(missing.get(i), values.get(i));
        }
      }
      return Arrays.asList(found);
    }

    private void remember(Missing of, byte @Nullable [] value) {
      Stripe stripe = stripe(of.key());
      synchronized (stripe) {
        // What was written meanwhile may be newer than what was read
        if (stripe.writes == of.writes()) {
          stripe.put(of.key(), value == null ? NOTHING : value);
        }
      }
    }

    /** An entry was written, or deleted. */
    void written(byte[] entry, byte @Nullable [] value) {
      Key key = new Key(database, entry);
      Stripe stripe = stripe(key);
      synchronized (stripe) {
        stripe.writes++;
        if (stripe.entries.containsKey(key)) {
          stripe.put(key, value == null ? NOTHING : value);
        }
      }
    }
  }

  List<Figure> figures() {
    long bytes = 0;
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        bytes += stripe.bytes;
      }
    }
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
