package dev.tidemark.offline.history;

import java.util.List;
import java.util.Map;

/**
 * What a history table held at one commit.
 *
 * @param id of the snapshot, or 0 for a table that was never written
 * @param files the paths of its Parquet files, sorted
 * @param offsets for each partition of the feature log that was begun, the offset up to which the
 *     snapshot holds it
 */
public record HistorySnapshot(
    String table, long id, List<String> files, Map<Integer, Long> offsets) {
  public HistorySnapshot {
    files = List.copyOf(files);
    offsets = Map.copyOf(offsets);
  }

  static HistorySnapshot empty(String table) {
    return new HistorySnapshot(table, 0, List.of(), Map.of());
  }
}
