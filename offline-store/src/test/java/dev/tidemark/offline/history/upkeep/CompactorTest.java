package dev.tidemark.offline.history.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.offline.history.Edits;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.offline.history.table.Offsets;
import dev.tidemark.offline.history.table.TableUse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles.Builder;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merged files hold what the small ones held, in one order. */
class CompactorTest {
  private static final long LARGE = 1L << 30;

  /** Of rows: user, event time, offset. */
  private static final Comparator<List<Object>> ORDER =
      Comparator.<List<Object>, byte[]>comparing(row -> bytes(row.get(0)), Arrays::compareUnsigned)
          .thenComparing(row -> (Instant) row.get(1))
          .thenComparing(row -> (Long) row.get(2));

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @TempDir Path folder;
  private TestHistory history;

  @BeforeEach
  void openHistory() {
    System.out.println("CompactorTest: -Dtests.seed=" + seed);
    history = new TestHistory(folder);
  }

  private static byte[] bytes(Object list) {
    List<?> numbers = (List<?>) list;
    byte[] bytes = new byte[numbers.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = ((Number) numbers.get(i)).byteValue();
    }
    return bytes;
  }

  private void write(int from, int to, int perCommit) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    for (int offset = from; offset < to; offset++) {
      records.add(Edits.random(random, offset));
    }
    history.write(Edits.log(), records, perCommit);
  }

  private Table table() {
    return history.table(Edits.log());
  }

  private int compact(long fileBytes, Duration settled) throws IOException {
    return new Compactor(table(), new TableUse(), fileBytes, settled)
        .run(Instant.now(), () -> false);
  }

  @Test
  void a_settled_partition_becomes_one_run_with_the_same_rows() throws Exception {
    write(0, 3_000, 300);
    StoredRows stored = new StoredRows(table());
    List<List<Object>> before = stored.rows();
    assertThat(before).hasSize(3_000);
    assertThat(stored.files()).hasSizeGreaterThan(30);

    compact(LARGE, Duration.ZERO);

    assertThat(stored.rows()).isEqualTo(before);
    assertThat(stored.files()).hasSize(4).allMatch(file -> file.sortOrderId() == 1);
    stored.inOrder().values().forEach(rows -> assertThat(rows).isSortedAccordingTo(ORDER));
    assertThat(Offsets.of(table())).isEqualTo(Map.of(0, 3_000L));
  }

  @Test
  void the_files_of_a_run_follow_each_other() throws Exception {
    write(0, 30_000, 5_000);
    List<List<Object>> before = new StoredRows(table()).rows();

    compact(10_000, Duration.ZERO);

    StoredRows stored = new StoredRows(table());
    assertThat(stored.files()).hasSizeGreaterThan(6);
    assertThat(Run.of(stored.files())).hasSizeLessThan(stored.files().size());
    stored.inOrder().values().forEach(rows -> assertThat(rows).isSortedAccordingTo(ORDER));
    assertThat(stored.rows()).isEqualTo(before);
    write(30_000, 31_000, 500);
    compact(10_000, Duration.ZERO);
    stored.inOrder().values().forEach(rows -> assertThat(rows).isSortedAccordingTo(ORDER));
    assertThat(stored.rows()).hasSize(31_000);
  }

  @Test
  void while_rows_keep_coming_only_many_small_files_are_merged() throws Exception {
    write(0, 300, 100);
    assertThat(compact(LARGE, Duration.ofHours(1))).isZero();
    write(300, 500, 100);
    assertThat(compact(LARGE, Duration.ofHours(1))).isPositive();
    assertThat(new StoredRows(table()).rows()).hasSize(500);
  }

  @Test
  void rows_that_are_appended_during_a_merge_stay() throws Exception {
    write(0, 5_000, 500);
    AtomicInteger looks = new AtomicInteger();
    int merges =
        new Compactor(table(), new TableUse(), LARGE, Duration.ZERO)
            .run(
                Instant.now(),
                () -> {
                  if (looks.incrementAndGet() == 1) {
                    try {
                      write(5_000, 5_100, 100);
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  }
                  return false;
                });

    assertThat(merges).isPositive();
    assertThat(looks.get()).isPositive();
    assertThat(new StoredRows(table()).rows().stream().map(row -> row.get(2)))
        .hasSize(5_100)
        .doesNotHaveDuplicates();
    assertThat(Offsets.of(table())).isEqualTo(Map.of(0, 5_100L));
  }

  @Test
  void a_merge_that_is_stopped_leaves_nothing() throws Exception {
    write(0, 5_000, 500);
    List<Path> before = StoredRows.onDisk(folder, ".parquet");
    TableUse use = new TableUse();
    Compactor compactor = new Compactor(table(), use, LARGE, Duration.ZERO);

    assertThatThrownBy(() -> compactor.run(Instant.now(), () -> true))
        .isInstanceOf(CancellationException.class);

    assertThat(StoredRows.onDisk(folder, ".parquet")).isEqualTo(before);
    assertThat(use.writing()).isEmpty();
  }

  @Test
  void what_another_program_wrote_is_left_alone() throws Exception {
    write(0, 400, 100);
    Table table = table();
    DataFile like = DataFiles.of(table, table.currentSnapshot()).getFirst();
    String foreign = like.location().replaceAll("log-[^/]*$", "00000-0-spark.parquet");
    java.nio.file.Files.copy(Path.of(like.location()), Path.of(foreign));
    table
        .newAppend()
        .appendFile(
            new Builder(table.spec())
                .withPath(foreign)
                .withFormat(FileFormat.PARQUET)
                .withPartition(like.partition())
                .withFileSizeInBytes(like.fileSizeInBytes())
                .withRecordCount(like.recordCount())
                .build())
        .commit();

    compact(LARGE, Duration.ZERO);

    assertThat(new StoredRows(table()).files())
        .extracting(DataFile::location)
        .contains(foreign)
        .hasSizeLessThan(7);
    assertThat(Offsets.of(table())).isEqualTo(Map.of(0, 400L));
  }
}
