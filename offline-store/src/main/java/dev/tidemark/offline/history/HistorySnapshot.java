package dev.tidemark.offline.history;

import java.util.List;
import java.util.Map;

/**
 * What a history table held at one commit.
 *
 * @param id of the snapshot, or 0 for a table that was never written
 * @param files where its Parquet files are, sorted: paths, or URIs of another storage
 * @param offsets for each partition of the feature log that was begun, the offset up to which the
 *     snapshot holds it
 * @param rows of all files, tombstones among them
 * @param bytes of all files
 * @param parts the row groups of all files
 * @param tombstones whether some file may hold a tombstone
 * @param createdTimes whether some file may hold a created time
 */
public record HistorySnapshot(
    String table,
    long id,
    List<String> files,
    Map<Integer, Long> offsets,
    long rows,
    long bytes,
    long parts,
    boolean tombstones,
    boolean createdTimes) {
  public HistorySnapshot {
    files = List.copyOf(files);
    offsets = Map.copyOf(offsets);
  }

  static HistorySnapshot empty(String table) {
    return new HistorySnapshot(table, 0, List.of(), Map.of(), 0, 0, 0, false, false);
  }
}
