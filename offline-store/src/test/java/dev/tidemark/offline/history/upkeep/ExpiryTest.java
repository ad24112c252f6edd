package dev.tidemark.offline.history.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.offline.history.Edits;
import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.offline.history.table.Offsets;
import dev.tidemark.offline.history.table.Pins;
import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.registry.definition.Settings.Keeping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no pin holds goes, and what it alone named goes with it. */
class ExpiryTest {
  private final Random random = new Random(1);
  private final Instant now = Instant.now();

  @TempDir Path folder;
  private TestHistory history;

  @BeforeEach
  void openHistory() {
    history = new TestHistory(folder);
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

  private int expire(Optional<Duration> pins, Instant at) {
    return new Expiry(new Keeping(Duration.ofDays(7), pins)).expire(table(), at);
  }

  private List<Snapshot> snapshots() {
    List<Snapshot> snapshots = new ArrayList<>();
    table().snapshots().forEach(snapshots::add);
    return snapshots;
  }

  @Test
  void of_an_hour_that_has_passed_the_last_snapshot_stays_for_the_time_that_is_set()
      throws Exception {
    write(0, 50, 10);
    long last = table().currentSnapshot().snapshotId();
    assertThat(expire(Optional.empty(), now)).isZero();
    // The snapshots are of one hour or, seldom, of two
    assertThat(expire(Optional.empty(), now.plus(Duration.ofHours(3)))).isBetween(3, 4);
    write(50, 60, 10);
    expire(Optional.empty(), now.plus(Duration.ofDays(8)));

    assertThat(snapshots()).hasSize(1);
    assertThat(Offsets.of(table())).isEqualTo(Map.of(0, 60L));
    assertThat(new StoredRows(table()).rows()).hasSize(60);
    try (HistoryTables tables = history.tables()) {
      assertThatThrownBy(() -> tables.snapshot(Edits.log(), last))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageStartingWith(
              "Cannot find snapshot %d of history table edits__user: it was expired, or it is of another table; the oldest is of 20"
                  .formatted(last))
          .hasMessageEndingWith(
              "history.keep_snapshots says how long those are kept that no export has read");
      assertThatThrownBy(() -> tables.pin(Edits.log(), last))
          .isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void a_pinned_snapshot_and_its_files_stay_after_a_merge() throws Exception {
    write(0, 200, 20);
    HistorySnapshot read;
    try (HistoryTables tables = history.tables()) {
      read = tables.current(Edits.log());
      tables.pin(Edits.log(), read.id());
      tables.pin(Edits.log(), read.id());
    }
    write(200, 240, 20);
    new Compactor(table(), new TableUse(), 1 << 30, Duration.ZERO).run(now, () -> false);
    expire(Optional.empty(), now.plus(Duration.ofDays(400)));

    assertThat(snapshots()).hasSize(2);
    try (HistoryTables tables = history.tables()) {
      assertThat(tables.snapshot(Edits.log(), read.id())).isEqualTo(read);
    }
    assertThat(read.files()).allMatch(file -> Path.of(file).toFile().exists());
    assertThat(StoredRows.onDisk(folder, ".parquet"))
        .hasSize(read.files().size() + new StoredRows(table()).files().size());
  }

  @Test
  void a_pin_ends_when_the_settings_say_so() throws Exception {
    write(0, 10, 10);
    Table table = table();
    long pinned = table.currentSnapshot().snapshotId();
    Pins.pin(table, pinned, Optional.of(Duration.ofDays(30)));
    write(10, 20, 10);

    expire(Optional.empty(), now.plus(Duration.ofDays(29)));
    assertThat(snapshots()).hasSize(2);
    // Iceberg looks at the machine's clock
    table.refresh();
    table.manageSnapshots().setMaxRefAgeMs("tidemark-pin-" + pinned, 1).commit();
    expire(Optional.empty(), now.plus(Duration.ofDays(31)));
    expire(Optional.empty(), now.plus(Duration.ofDays(31)));
    assertThat(snapshots()).hasSize(1);
  }

  @Test
  void pins_and_commits_do_not_hinder_each_other() throws Exception {
    write(0, 10, 10);
    try (HistoryTables tables = history.tables()) {
      tables.pin(Edits.log(), tables.current(Edits.log()).id());
    }
    AtomicBoolean written = new AtomicBoolean();
    List<Callable<Void>> pinning = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      pinning.add(() -> {
        try (HistoryTables tables = history.tables()) {
          boolean last;
          do {
            last = written.get();
            tables.pin(Edits.log(), tables.current(Edits.log()).id());
          } while (!last);
        }
        return null;
      });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Void>> pins = pinning.stream().map(threads::submit).toList();
      write(10, 30, 1);
      written.set(true);
      for (Future<Void> pin : pins) {
        pin.get();
      }
    }
    assertThat(new StoredRows(table()).rows()).hasSize(30);
    assertThat(table().refs()).hasSizeGreaterThan(2);
  }

  @Test
  void a_table_whose_offsets_another_program_expired_is_refused() throws Exception {
    write(0, 10, 10);
    Table table = table();
    long ours = table.currentSnapshot().snapshotId();
    table.newAppend().commit();
    table.expireSnapshots().expireSnapshotId(ours).commit();

    assertThatThrownBy(() -> write(0, 10, 10))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Cannot tell up to where history table")
        .hasMessageContaining("no snapshot is left that has tidemark.offsets");
  }
}
