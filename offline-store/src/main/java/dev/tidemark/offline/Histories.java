package dev.tidemark.offline;

import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.deployment.RowLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The histories that an export reads, each at one snapshot; their files are on this machine. */
final class Histories implements AutoCloseable {
  private final HistoryTables tables;
  private final Function<RowLog, HistorySnapshot> snapshots;
  private final Copies copies = Copies.create();
  private final Map<RowLog, ReadHistory> read = new LinkedHashMap<>();

  /**
   * @param snapshots which of each log's is read
   */
  Histories(HistoryTables tables, Function<RowLog, HistorySnapshot> snapshots) {
    this.tables = tables;
    this.snapshots = snapshots;
  }

  ReadHistory of(RowLog log) {
    return read.computeIfAbsent(
        log,
        ignored -> {
          HistorySnapshot snapshot = snapshots.apply(log);
          try {
            return new ReadHistory(snapshot, tables.localFiles(snapshot, copies.folder()));
          } catch (IOException e) {
            throw new UncheckedIOException("Cannot read history table " + snapshot.table(), e);
          }
        });
  }

  /** What was read, in the order in which it was first asked for. */
  Collection<HistorySnapshot> snapshots() {
    return read.values().stream().map(ReadHistory::snapshot).toList();
  }

  /** Keeps what was read from being expired. */
  void pin() {
    read.forEach((log, history) -> tables.pin(log, history.snapshot().id()));
  }

  @Override
  public void close() {
    copies.close();
  }
}
