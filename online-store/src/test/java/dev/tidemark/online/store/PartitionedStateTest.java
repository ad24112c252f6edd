package dev.tidemark.online.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionedStateTest {
  private static final int PARTITION = 3;
  private static final TopicPartition CHANGELOG = new TopicPartition("changelog", PARTITION);

  @TempDir Path folder;

  private final RocksMemory memory = new RocksMemory(8 << 20, 1 << 20);
  private final PartitionedState state = new PartitionedState("state", memory, e -> {});
  private StoreContext context;
  private KeyValueStore<Bytes, byte[]> store;

  @BeforeEach
  void open() {
    context = new StoreContext(folder);
    store = state.get();
    store.init(context, store);
  }

  @AfterEach
  void close() {
    store.close();
    memory.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  @Test
  void it_answers_as_a_sorted_map_does() {
    long seed = Long.getLong("tests.seed", new Random().nextLong());
    System.out.println("it_answers_as_a_sorted_map_does: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    TreeMap<Bytes, byte[]> map = new TreeMap<>();
    for (int step = 0; step < 5_000; step++) {
      Bytes key = key(random);
      byte[] value = {(byte) step, (byte) (step >>> 8)};
      switch (random.nextInt(8)) {
        case 0 -> assertThat(store.delete(key)).isEqualTo(map.remove(key));
        case 1 -> assertThat(store.putIfAbsent(key, value)).isEqualTo(map.putIfAbsent(key, value));
        case 2 -> {
          store.put(key, null);
          map.remove(key);
        }
        case 3 -> {
          Bytes other = key(random);
          store.putAll(List.of(KeyValue.pair(key, value), KeyValue.pair(other, value)));
          map.put(key, value);
          map.put(other, value);
        }
        case 4 -> assertThat(store.get(key)).isEqualTo(map.get(key));
        case 5 -> {
          Bytes to = key(random);
          assertThat(texts(store.range(key, to)))
              .isEqualTo(
                  key.compareTo(to) > 0 ? List.of() : texts(map.subMap(key, true, to, true)));
        }
        default -> {
          store.put(key, value);
          map.put(key, value);
        }
      }
      if (random.nextInt(500) == 0) {
        reopen();
      }
    }
    assertThat(texts(store.all())).isEqualTo(texts(map));
  }

  private static Bytes key(Random random) {
    byte[] key = new byte[1 + random.nextInt(2)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(8) * 36);
    }
    return Bytes.wrap(key);
  }

  private static List<String> texts(Map<Bytes, byte[]> map) {
    List<String> texts = new ArrayList<>();
    map.forEach((key, value) -> texts.add(key + "=" + Arrays.toString(value)));
    return texts;
  }

  private static List<String> texts(KeyValueIterator<Bytes, byte[]> entries) {
    List<String> texts = new ArrayList<>();
    try (entries) {
      entries.forEachRemaining(e -> texts.add(e.key + "=" + Arrays.toString(e.value)));
    }
    return texts;
  }

  @Test
  void committed_offsets_and_entries_survive_a_restart() {
    assertThat(store.committedOffset(CHANGELOG)).isNull();
    store.put(bytes("a"), new byte[] {1});
    store.commit(Map.of(CHANGELOG, 41L));
    store.commit(Map.of(CHANGELOG, 42L));

    reopen();

    assertThat(store.committedOffset(CHANGELOG)).isEqualTo(42);
    assertThat(store.committedOffset(new TopicPartition("changelog", 4))).isNull();
    assertThat(store.get(bytes("a"))).containsExactly(1);
  }

  @Test
  void only_a_commit_of_offsets_counts_as_one() {
    assertThat(state.commits(PARTITION)).isZero();
    store.commit(Map.of());
    assertThat(state.commits(PARTITION)).isZero();
    store.commit(Map.of(CHANGELOG, 1L));
    assertThat(state.commits(PARTITION)).isEqualTo(1);
    assertThat(state.commits(PARTITION + 1)).isZero();
  }

  @Test
  void restoring_puts_and_deletes_as_the_changelog_says() {
    store.put(bytes("a"), new byte[] {1});
    store.put(bytes("b"), new byte[] {2});

    context.restore(
        List.of(
            KeyValue.pair(bytes("a").get(), null),
            KeyValue.pair(bytes("b").get(), new byte[] {3}),
            KeyValue.pair(bytes("c").get(), new byte[] {4}),
            KeyValue.pair(bytes("c").get(), new byte[] {5})));

    assertThat(texts(store.all())).isEqualTo(List.of("b=[3]", "c=[5]"));
  }

  @Test
  void what_was_gathered_is_written_before_a_commit() {
    state.beforeCommit(PARTITION, () -> store.put(bytes("a"), new byte[] {1}));
    ((CachedStateStore<?, ?>) store).flushCache();
    assertThat(store.get(bytes("a"))).containsExactly(1);
  }

  @Test
  void there_is_no_reader_for_what_is_not_open() {
    assertThat(state.reader(PARTITION + 1)).isEmpty();
    store.close();
    assertThat(state.reader(PARTITION)).isEmpty();
  }

  @Test
  void closing_waits_for_the_readers_that_are_open() throws Exception {
    store.put(bytes("a"), new byte[] {1});
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<byte[]> reader =
          threads.submit(() -> {
            try (Reader open = state.reader(PARTITION).orElseThrow()) {
              reading.countDown();
              finish.await();
              return open.get(bytes("a").get());
            }
          });
      reading.await();
      Future<?> closing = threads.submit(() -> store.close());
      Thread.sleep(100);
      assertThat(closing.isDone()).isFalse();
      finish.countDown();
      assertThat(reader.get(10, TimeUnit.SECONDS)).containsExactly(1);
      closing.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void closing_and_opening_under_many_readers_does_no_harm() throws Exception {
    IntStream.range(0, 1_000).forEach(i -> store.put(bytes("key" + i), new byte[] {(byte) i}));
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Long>> readers =
          IntStream.range(0, 4).mapToObj(i -> threads.submit(() -> read(stop))).toList();
      for (int i = 0; i < 20; i++) {
        Thread.sleep(20);
        reopen();
      }
      stop.set(true);
      for (Future<Long> reader : readers) {
        assertThat(reader.get(10, TimeUnit.SECONDS)).isPositive();
      }
    }
  }

  /** Reads everything again and again; returns how often it was there. */
  private long read(AtomicBoolean stop) {
    long seen = 0;
    while (!stop.get()) {
      try (Reader open = state.reader(PARTITION).orElse(null)) {
        if (open != null) {
          for (int i = 0; i < 1_000; i++) {
            assertThat(open.get(bytes("key" + i).get())).containsExactly((byte) i);
          }
          seen++;
        }
      }
    }
    return seen;
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
