package dev.tidemark.offline.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.offline.history.table.Offsets;
import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.offline.history.upkeep.TestUpkeep;
import dev.tidemark.registry.definition.Settings.PartitionBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes write one table; each has a catalog and locks of its own, as processes have. */
class SharedTableTest {
  private static final int PARTITIONS = 4;

  @TempDir Path folder;

  /** A node's share in the table. */
  private final class Share implements AutoCloseable {
    private final Warehouse warehouse = new TestHistory(folder).warehouse();
    private final TableUse use = new TableUse(folder.resolve("table.lock"));
    private final TableWriter writer =
        TableWriter.open(warehouse, Edits.log(), PartitionBy.MONTH, use);

    private void take(Integer... partitions) {
      writer.take(List.of(partitions));
    }

    /** What stands in the log from where the writer is. */
    private void read(int partition, int records) {
      long from = writer.next().getOrDefault(partition, 0L);
      for (long offset = from; offset < from + records; offset++) {
        TestHistory.add(writer, record(partition, offset));
      }
    }

    private Table table() {
      return warehouse.find(Edits.log().table()).orElseThrow();
    }

    @Override
    public void close() {
      use.close();
      warehouse.close();
    }
  }

  /** The same each time that it is read. */
  private static LogRecord record(int partition, long offset) {
    LogRecord any = Edits.random(new Random(31L * partition + offset), offset);
    return new LogRecord(partition, offset, any.arrival(), any.key(), any.value());
  }

  private List<String> stored() throws Exception {
    try (HistoryTables tables = new TestHistory(folder).tables();
        TestDuck duck = new TestDuck()) {
      List<String> files =
          tables.current(Edits.log()).files().stream().map(file -> "'" + file + "'").toList();
      return duck
          .rows(
              "SELECT log_partition || ' ' || log_offset FROM read_parquet(%s) ORDER BY log_partition, log_offset"
                  .formatted(files))
          .stream()
          .map(row -> row.getFirst().toString())
          .toList();
    }
  }

  private static List<String> log(Map<Integer, Long> ends) {
    List<String> all = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (long offset = 0; offset < ends.getOrDefault(partition, 0L); offset++) {
        all.add(partition + " " + offset);
      }
    }
    return all;
  }

  private Set<String> onDisk() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Set<String> names = new TreeSet<>();
      files.map(file -> file.getFileName().toString()).filter(DataFiles::ours).forEach(names::add);
      return names;
    }
  }

  private Set<String> named() {
    Table table = new TestHistory(folder).table(Edits.log());
    Set<String> names = new TreeSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      DataFiles.of(table, snapshot)
          .forEach(file -> names.add(Path.of(file.location()).getFileName().toString()));
    }
    return names;
  }

  @Test
  void writers_of_different_partitions_commit_at_the_same_time() throws Exception {
    int commits = 8;
    try (ExecutorService nodes = Executors.newFixedThreadPool(3)) {
      List<Future<?>> ended = new ArrayList<>();
      for (int node = 0; node < 3; node++) {
        int partition = node;
        ended.add(
            nodes.submit(() -> {
              try (Share share = new Share()) {
                share.take(partition);
                for (int i = 0; i < commits; i++) {
                  share.read(partition, 20);
                  share.writer.commit();
                  if (i % 4 == partition) {
                    TestUpkeep.look(share.table(), Instant.now(), share.use);
                  }
                }
              }
              return null;
            }));
      }
      for (Future<?> node : ended) {
        node.get();
      }
    }
    Map<Integer, Long> ends = Map.of(0, 20L * commits, 1, 20L * commits, 2, 20L * commits);
    assertThat(new TestHistory(folder).tables().offsets(Edits.log())).isEqualTo(ends);
    assertThat(stored()).isEqualTo(log(ends));
  }

  @Test
  void a_writer_whose_partition_was_given_to_another_is_refused_and_leaves_no_file()
      throws Exception {
    try (Share fenced = new Share();
        Share heir = new Share()) {
      fenced.take(0, 1);
      fenced.read(0, 10);
      fenced.read(1, 10);
      heir.take(0);
      heir.read(0, 4);
      heir.writer.commit();
      Set<String> files = onDisk();

      assertThatThrownBy(fenced.writer::commit)
          .isInstanceOf(Offsets.Moved.class)
          .hasMessageContaining("another writer moved it from {0=0, 1=0} to {0=4, 1=0}");
      assertThat(onDisk()).isEqualTo(files);

      fenced.writer.drop();
      fenced.take(1);
      fenced.read(1, 10);
      heir.read(0, 6);
      heir.writer.commit();
      fenced.writer.commit();
    }
    assertThat(stored()).isEqualTo(log(Map.of(0, 10L, 1, 10L)));
    assertThat(onDisk()).isEqualTo(named());
  }

  @Test
  void a_writer_that_leaves_a_partition_forgets_only_that() throws Exception {
    try (Share share = new Share()) {
      share.take(0, 1);
      share.read(0, 5);
      share.read(1, 5);
      share.writer.leave(List.of(0));
      share.writer.commit();
      assertThat(share.writer.visible()).isEqualTo(Map.of(1, 5L));
    }
    assertThat(stored()).isEqualTo(log(Map.of(1, 5L)));
  }

  @Test
  void what_the_log_ends_with_is_said_without_rows() throws Exception {
    try (Share share = new Share()) {
      share.take(0, 1);
      share.read(0, 5);
      share.writer.commit();
      assertThat(share.writer.ahead()).isFalse();
      share.writer.reached(0, 7);
      assertThat(share.writer.ahead()).isTrue();
      share.writer.commitPlace();
      assertThat(share.writer.ahead()).isFalse();
    }
    assertThat(new TestHistory(folder).tables().offsets(Edits.log()))
        .isEqualTo(Map.of(0, 7L, 1, 0L));
    assertThat(stored()).hasSize(5);
  }

  /**
   * Partitions move at random, with and without their old writer's knowledge; writers die with
   * files that nothing names, and whoever looks after the table believes to be the only one.
   */
  @Test
  void whatever_happens_each_record_is_written_once() throws Exception {
    long seed = Long.getLong("tests.seed", new Random().nextLong());
    System.out.println("SharedTableTest: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      shares.add(new Share());
      shares.get(i).take(i);
    }
    for (int step = 0; step < 100; step++) {
      int node = random.nextInt(3);
      Share share = shares.get(node);
      switch (random.nextInt(8)) {
        case 0 -> share.take(random.nextInt(PARTITIONS));
        case 1 -> share.writer.leave(List.of(random.nextInt(PARTITIONS)));
        case 2 -> {
          share.writer.write();
          share.close();
          shares.set(node, new Share());
          shares.get(node).take(random.nextInt(PARTITIONS));
        }
        case 3 -> TestUpkeep.look(share.table(), Instant.now(), share.use);
        default -> {
          for (int partition : share.writer.next().keySet()) {
            share.read(partition, 1 + random.nextInt(5));
          }
          commit(share);
        }
      }
    }
    Map<Integer, Long> ends = new HashMap<>(Offsets.of(shares.getFirst().table()));
    shares.forEach(Share::close);
    try (Share last = new Share()) {
      TestUpkeep.look(last.table(), Instant.now(), last.use);
    }
    assertThat(stored()).isEqualTo(log(ends));
    assertThat(onDisk()).isEqualTo(named());
  }

  private static void commit(Share share) throws IOException {
    Set<Integer> partitions = share.writer.next().keySet();
    try {
      share.writer.commit();
    } catch (Offsets.Moved e) {
      share.writer.drop();
      share.writer.take(partitions);
    }
  }
}
