package dev.tidemark.offline.history;

import dev.tidemark.offline.history.catalog.StoredFiles;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.offline.history.table.Offsets;
import dev.tidemark.offline.history.table.Pins;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.RowLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Reads which files hold a project's history. A table that was never written is empty. */
public final class HistoryTables implements AutoCloseable {
  private final Warehouse warehouse;
  private final Settings.Keeping keeping;

  public HistoryTables(Settings.History settings, String project) {
    warehouse = new Warehouse(settings, project);
    keeping = settings.keeping();
  }

  /** What the log's table holds now. */
  public HistorySnapshot current(RowLog log) {
    return warehouse
        .find(log.table())
        .filter(table -> table.currentSnapshot() != null)
        .map(table -> read(log, table, table.currentSnapshot()))
        .orElseGet(() -> HistorySnapshot.empty(log.table()));
  }

  /**
   * What the log's table held at a commit.
   *
   * @throws NoSuchElementException when the table has no such snapshot, or no longer
   */
  public HistorySnapshot snapshot(RowLog log, long id) {
    if (id == 0) {
      return HistorySnapshot.empty(log.table());
    }
    Table table = find(log, id);
    return read(log, table, find(table, log, id));
  }

  /**
   * Keeps a snapshot, and all that it names, from being expired, for as long as the settings say;
   * one that is pinned already stays so. It may be called while the table is written.
   *
   * @throws NoSuchElementException when the table has no such snapshot, or no longer
   */
  public void pin(RowLog log, long id) {
    if (id != 0) {
      Table table = find(log, id);
      if (!Pins.pin(table, id, keeping.pins())) {
        find(table, log, id);
      }
    }
  }

  /**
   * A snapshot's files, as files of this machine, in their order. Those that are elsewhere are
   * copied into the folder; what an earlier call has brought there is used again.
   */
  public List<Path> localFiles(HistorySnapshot snapshot, Path folder) throws IOException {
    if (snapshot.files().isEmpty()) {
      return List.of();
    }
    Table table =
        warehouse
            .find(snapshot.table())
            .orElseThrow(() ->
                new NoSuchElementException(
                    "Cannot find history table %s any more".formatted(snapshot.table())));
    return StoredFiles.local(table.io(), snapshot.files(), folder);
  }

  /** For each partition that was begun the offset up to which the table holds the log now. */
  public Map<Integer, Long> offsets(RowLog log) {
    return warehouse.find(log.table()).map(Offsets::of).orElse(Map.of());
  }

  private Table find(RowLog log, long id) {
    return warehouse
        .find(log.table())
        .orElseThrow(() ->
            new NoSuchElementException(
                "Cannot find snapshot %d of history table %s".formatted(id, log.table())));
  }

  private static Snapshot find(Table table, RowLog log, long id) {
    Snapshot snapshot = table.snapshot(id);
    if (snapshot == null) {
      String oldest =
          StreamSupport.stream(table.snapshots().spliterator(), false)
              .map(Snapshot::timestampMillis)
              .min(Long::compare)
              .map(millis -> "the oldest is of " + Instant.ofEpochMilli(millis))
              .orElse("there is none");
      throw new NoSuchElementException(
          "Cannot find snapshot %d of history table %s: it was expired, or it is of another table; %s, and history.keep_snapshots says how long those are kept that no export has read"
              .formatted(id, log.table(), oldest));
    }
    return snapshot;
  }

  private static HistorySnapshot read(RowLog log, Table table, Snapshot snapshot) {
    if (!snapshot.deleteManifests(table.io()).isEmpty()) {
      throw new IllegalStateException(
          "Cannot read history table %s: another program has deleted rows of it with delete files, which Tidemark does not read; rewrite its files with that program first"
              .formatted(log.table()));
    }
    List<DataFile> files = DataFiles.of(table, snapshot);
    return new HistorySnapshot(
        log.table(),
        snapshot.snapshotId(),
        files.stream().map(DataFile::location).sorted().toList(),
        Offsets.of(table, snapshot.snapshotId()),
        files.stream().mapToLong(DataFile::recordCount).sum(),
        files.stream().mapToLong(DataFile::fileSizeInBytes).sum(),
        files.stream().mapToLong(HistoryTables::parts).sum(),
        mayHold(table, files, HistoryColumns.LOG_DELETES),
        mayHold(table, files, HistoryColumns.CREATED_TIME));
  }

  private static long parts(DataFile file) {
    @Nullable List<Long> offsets = file.splitOffsets();
    return offsets == null ? 1 : Math.max(1, offsets.size());
  }

  private static boolean mayHold(Table table, List<DataFile> files, String column) {
    @Nullable NestedField field = table.schema().findField(column);
    int time = table.schema().findField(HistoryColumns.EVENT_TIME).fieldId();
    return field != null && files.stream().anyMatch(file -> mayHold(file, field.fieldId(), time));
  }

  /** Whether a file may hold a value of a column; {@code always} is one that every file has. */
  private static boolean mayHold(DataFile file, int column, int always) {
    @Nullable Map<Integer, Long> values = file.valueCounts();
    @Nullable Map<Integer, Long> nulls = file.nullValueCounts();
    if (values == null || nulls == null || !values.containsKey(always)) {
      return true;
    }
    return values.getOrDefault(column, 0L) > nulls.getOrDefault(column, 0L);
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
