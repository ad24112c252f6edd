package dev.tidemark.online.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RowCacheTest {
  private static final int KEYS = 300;

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());
  private final List<Integer> reads = new ArrayList<>();

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private byte[] get(RowCache.Of rows, long key, byte[] stored) {
    StoredValue found = value(rows, key, stored);
    return found == null ? null : found.bytes();
  }

  private StoredValue value(RowCache.Of rows, long key, byte[] stored) {
    return rows.getAll(
            List.of(bytes(key)),
            keys -> {
              reads.add(keys.size());
              return Arrays.asList(stored);
            })
        .getFirst();
  }

  @Test
  void an_entry_is_read_once() {
    RowCache.Of rows = new RowCache(1 << 20).database();

    assertThat(get(rows, 1, bytes(10))).isEqualTo(bytes(10));
    assertThat(get(rows, 1, bytes(11))).isEqualTo(bytes(10));
    assertThat(reads).hasSize(1);
  }

  @Test
  void that_an_entry_is_not_there_is_read_once() {
    RowCache.Of rows = new RowCache(1 << 20).database();

    assertThat(get(rows, 1, null)).isNull();
    assertThat(get(rows, 1, bytes(11))).isNull();
  }

  @Test
  void what_is_written_is_found() {
    RowCache.Of rows = new RowCache(1 << 20).database();
    get(rows, 1, null);

    rows.written(bytes(1), bytes(12));
    assertThat(get(rows, 1, bytes(0))).isEqualTo(bytes(12));

    rows.written(bytes(1), null);
    assertThat(get(rows, 1, bytes(0))).isNull();
  }

  @Test
  void databases_have_entries_of_their_own() {
    RowCache cache = new RowCache(1 << 20);
    get(cache.database(), 1, bytes(10));

    assertThat(get(cache.database(), 1, bytes(20))).isEqualTo(bytes(20));
  }

  @Test
  void what_was_read_before_a_write_is_not_kept() {
    RowCache.Of rows = new RowCache(1 << 20).database();

    rows.getAll(
        List.of(bytes(1)),
        keys -> {
          rows.written(bytes(1), bytes(11));
          return Arrays.asList(bytes(10));
        });

    assertThat(get(rows, 1, bytes(11))).isEqualTo(bytes(11));
  }

  @Test
  void it_stays_within_its_capacity() {
    long capacity = 1 << 20;
    RowCache cache = new RowCache(capacity);
    RowCache.Of rows = cache.database();
    for (int key = 0; key < 10_000; key++) {
      get(rows, key, new byte[1_000]);
      rows.written(bytes(key / 2), new byte[key % 3_000]);
    }

    assertThat(figure(cache, "row_cache_bytes")).isBetween(capacity / 2.0, (double) capacity);
    assertThat(figure(cache, "row_cache_misses")).isEqualTo(10_000);
  }

  @Test
  void what_does_not_fit_is_read_each_time() {
    RowCache cache = new RowCache(64_000);
    RowCache.Of rows = cache.database();

    get(rows, 1, new byte[10_000]);
    assertThat(get(rows, 1, new byte[9_999])).hasSize(9_999);
    assertThat(figure(cache, "row_cache_bytes")).isZero();
  }

  @Test
  void what_is_remembered_with_a_value_counts() {
    RowCache cache = new RowCache(64_000);
    RowCache.Of rows = cache.database();
    StoredValue found = value(rows, 1, bytes(10));
    double before = figure(cache, "row_cache_bytes");

    found.remember(() -> 300);
    assertThat(value(rows, 1, bytes(11)).memo()).isSameAs(found.memo());
    assertThat(figure(cache, "row_cache_bytes")).isEqualTo(before + 300);

    rows.written(bytes(1), bytes(12));
    assertThat(value(rows, 1, bytes(11)).memo()).isNull();
    assertThat(figure(cache, "row_cache_bytes")).isEqualTo(before);

    value(rows, 1, bytes(11)).remember(() -> 10_000);
    get(rows, 1, bytes(11));
    assertThat(figure(cache, "row_cache_bytes")).isZero();
  }

  private static double figure(RowCache cache, String name) {
    return cache.figures().stream()
        .filter(of -> of.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** One thread writes ever larger values, others read: none may see less than was told before. */
  @Test
  void nobody_finds_what_was_before_a_write() throws Exception {
    Map<ByteBuffer, byte[]> database = new ConcurrentHashMap<>();
    Map<Long, Long> told = new ConcurrentHashMap<>();
    // Small enough to lose entries all the time
    RowCache.Of rows = new RowCache(KEYS * 80).database();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
      List<Future<?>> running = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        Random random = new Random(seed + 1 + reader);
        running.add(
            readers.submit(() -> {
              while (!done.get()) {
                List<Long> asked = random.longs(5, 0, KEYS).boxed().toList();
                List<Long> before = asked.stream().map(key -> told.getOrDefault(key, 0L)).toList();
                List<StoredValue> found =
                    rows.getAll(
                        asked.stream().map(RowCacheTest::bytes).toList(),
                        keys ->
                            keys.stream().map(key -> database.get(ByteBuffer.wrap(key))).toList());
                for (int i = 0; i < asked.size(); i++) {
                  StoredValue value = found.get(i);
                  assertThat(value == null ? 0 : ByteBuffer.wrap(value.bytes()).getLong())
                      .as("-Dtests.seed=%d", seed)
                      .isGreaterThanOrEqualTo(before.get(i));
                }
              }
            }));
      }
      Random random = new Random(seed);
      for (long value = 1; value <= 300_000; value++) {
        long key = random.nextLong(KEYS);
        database.put(ByteBuffer.wrap(bytes(key)), bytes(value));
        rows.written(bytes(key), bytes(value));
        told.put(key, value);
      }
      done.set(true);
      for (Future<?> of : running) {
        of.get();
      }
    }
  }
}
