package dev.tidemark.online.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Files that are not what was written: what is damaged is noticed, and thrown away. */
class DamagedStateTest {
  private static final int PARTITION = 3;
  private static final TopicPartition CHANGELOG = new TopicPartition("changelog", PARTITION);
  private static final int KEYS = 100;

  /** Of a value, so that there are flushes while it is open. */
  private static final int LENGTH = 4_000;

  private static final int STEPS = 2_500;

  @TempDir Path folder;

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final RocksMemory memory = new RocksMemory(8 << 20, 1 << 20);
  private final List<DamagedStateException> told = new ArrayList<>();
  private final PartitionedState state = new PartitionedState("state", memory, told::add);

  @BeforeEach
  void tellSeed() {
    System.out.println("DamagedStateTest: -Dtests.seed=" + seed);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private KeyValueStore<Bytes, byte[]> open(Path of) {
    KeyValueStore<Bytes, byte[]> store = state.get();
    store.init(new StoreContext(of), store);
    return store;
  }

  /** Step s puts s to one of the keys, and commits the offset s. */
  private void fill(Path of) {
    KeyValueStore<Bytes, byte[]> store = open(of);
    for (int step = 0; step < STEPS; step++) {
      byte[] value = new byte[LENGTH];
      random.nextBytes(value);
      ByteBuffer.wrap(value).putInt(step);
      store.put(key(step % KEYS), value);
      store.commit(Map.of(CHANGELOG, (long) step));
    }
    store.close();
  }

  private static Bytes key(int number) {
    return Bytes.wrap(("key" + number).getBytes(StandardCharsets.UTF_8));
  }

  private static Path database(Path of) {
    return of.resolve("rocksdb").resolve("0_" + PARTITION);
  }

  private static List<Path> files(Path of, String name) throws IOException {
    try (Stream<Path> all = Files.list(database(of))) {
      return all.filter(file -> file.getFileName().toString().matches(name)).sorted().toList();
    }
  }

  @Test
  void no_offset_is_claimed_without_its_entries_whatever_happens_to_a_file() throws Exception {
    Path sound = folder.resolve("sound");
    fill(sound);
    assertThat(files(sound, ".*\\.sst")).isNotEmpty();
    for (String name : List.of("MANIFEST-.*", "CURRENT", ".*\\.log", ".*\\.sst")) {
      for (int round = 0; round < 8; round++) {
        Path of = folder.resolve("damaged-" + told.size() + "-" + round);
        copy(database(sound), database(of));
        List<Path> files = files(of, name);
        Path file = files.get(random.nextInt(files.size()));
        boolean cut = round % 2 == 0;
        damage(file, cut);
        check(of, "%s %s, seed %d".formatted(file, cut ? "cut" : "flipped", seed));
        Folders.remove(of);
      }
    }
    assertThat(told).hasSizeGreaterThan(12);
  }

  private void damage(Path file, boolean cut) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    if (cut) {
      bytes = Arrays.copyOf(bytes, at);
    } else {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    Files.write(file, bytes);
  }

  /** Reads all as a job does, which opens anew what is damaged. */
  private void check(Path of, String what) {
    while (true) {
      KeyValueStore<Bytes, byte[]> store = open(of);
      try {
        Long offset = store.committedOffset(CHANGELOG);
        for (int number = 0; number < KEYS; number++) {
          byte[] value = store.get(key(number));
          assertThat(value == null ? -1 : ByteBuffer.wrap(value).getInt())
              .as("key %d at offset %s of %s", number, offset, what)
              .isGreaterThanOrEqualTo(
                  offset == null || offset < number
                      ? -1
                      : (int) (offset - (offset - number) % KEYS));
        }
        return;
      } catch (DamagedStateException e) {
        assertThat(state.reader(PARTITION)).isEmpty();
      } finally {
        store.close();
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }

  /** Leaves nothing to compact, which would replace files behind the test's back. */
  private static void compact(Path database) throws RocksDBException {
    try (Options options = new Options();
        DBOptions databaseOptions = new DBOptions()) {
      List<ColumnFamilyDescriptor> families =
          RocksDB.listColumnFamilies(options, database.toString()).stream()
              .map(ColumnFamilyDescriptor::new)
              .toList();
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      try (RocksDB db = RocksDB.open(databaseOptions, database.toString(), families, handles)) {
        for (ColumnFamilyHandle family : handles) {
          db.compactRange(family);
          family.close();
        }
      }
    }
  }

  @Test
  void what_a_lookup_finds_damaged_is_opened_anew_by_who_works_on_it() throws Exception {
    fill(folder);
    compact(database(folder));
    KeyValueStore<Bytes, byte[]> store = open(folder);
    assertThat(store.committedOffset(CHANGELOG)).isEqualTo(STEPS - 1);
    for (Path table : files(folder, ".*\\.sst")) {
      byte[] bytes = Files.readAllBytes(table);
      for (int at = 0; at < bytes.length - 100; at += 50) {
        bytes[at] ^= 1;
      }
      Files.write(table, bytes, StandardOpenOption.WRITE);
    }
    try (Reader reader = state.reader(PARTITION).orElseThrow()) {
      assertThatThrownBy(() -> reader.getAll(List.of(key(7).get(), key(8).get())))
          .isInstanceOf(DamagedStateException.class);
    }
    assertThat(state.reader(PARTITION)).isEmpty();
    assertThatThrownBy(() -> state.check(PARTITION))
        .isInstanceOf(DamagedStateException.class)
        .hasMessageContaining("Cannot read state");
    store.close();

    store.init(new StoreContext(folder), store);
    state.check(PARTITION);
    assertThat(told).hasSize(1);
    assertThat(store.committedOffset(CHANGELOG)).isNull();
    assertThat(state.restored(PARTITION)).hasValue(0);
    assertThat(store.get(key(7))).isNull();
    store.close();
  }
}
