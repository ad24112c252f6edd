package dev.tidemark.online.lookup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a source for each key, worked out once for as long as the source is the same
 * object. For any number of threads.
 */
public final class Remembered<S, K, V> {
  /** Clients may ask for anything, in any order. */
  private static final int MOST = 1_000;

  private final BiFunction<S, K, V> work;
  private volatile @Nullable Of<S, K, V> newest;

  private record Of<S, K, V>(S source, Map<K, V> byKey) {}

  /**
   * Remembers nothing yet.
   *
   * @param work what it throws is not remembered
   */
  public Remembered(BiFunction<S, K, V> work) {
    this.work = work;
  }

  /** What follows for a key. */
  @SuppressWarnings("ReferenceEquality") // sources are large, and compared at each request
  public V get(S source, K key) {
    Of<S, K, V> of = newest;
    if (of == null || of.source() != source) {
      of = new Of<>(source, new ConcurrentHashMap<>());
      newest = of;
    }
    V known = of.byKey().get(key);
    if (known != null) {
      return known;
    }
    if (of.byKey().size() >= MOST) {
      of.byKey().clear();
    }
    V found = work.apply(source, key);
    of.byKey().put(key, found);
    return found;
  }
}
