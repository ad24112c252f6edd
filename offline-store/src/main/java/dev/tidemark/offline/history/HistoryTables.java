package dev.tidemark.offline.history;

import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Reads which files hold a project's history. A table that was never written is empty. */
public final class HistoryTables implements AutoCloseable {
  private final Warehouse warehouse;

  public HistoryTables(Settings.History settings, String project) {
    warehouse = new Warehouse(settings, project);
  }

  /** What the log's table holds now. */
  public HistorySnapshot current(FeatureLog log) {
    return warehouse
        .find(log)
        .filter(table -> table.currentSnapshot() != null)
        .map(table -> read(log, table, table.currentSnapshot()))
        .orElseGet(() -> HistorySnapshot.empty(log.table()));
  }

  /**
   * What the log's table held at a commit.
   *
   * @throws NoSuchElementException when the table has no such snapshot, or no longer
   */
  public HistorySnapshot snapshot(FeatureLog log, long id) {
    if (id == 0) {
      return HistorySnapshot.empty(log.table());
    }
    return warehouse
        .find(log)
        .flatMap(table -> Optional.ofNullable(table.snapshot(id)).map(s -> read(log, table, s)))
        .orElseThrow(() ->
            new NoSuchElementException(
                "Cannot find snapshot %d of history table %s".formatted(id, log.table())));
  }

  /** For each partition that was begun the offset up to which the table holds the log now. */
  public Map<Integer, Long> offsets(FeatureLog log) {
    return warehouse.find(log).map(Offsets::of).orElse(Map.of());
  }

  private static HistorySnapshot read(FeatureLog log, Table table, Snapshot snapshot) {
    try {
      List<String> files = DataFiles.of(table, snapshot).stream().sorted().toList();
      Map<Integer, Long> offsets = Offsets.of(table, snapshot.snapshotId());
      return new HistorySnapshot(log.table(), snapshot.snapshotId(), files, offsets);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read history table " + log.table(), e);
    }
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
