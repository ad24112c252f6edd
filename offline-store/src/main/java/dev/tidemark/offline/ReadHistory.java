package dev.tidemark.offline;

import dev.tidemark.offline.history.HistorySnapshot;
import java.nio.file.Path;
import java.util.List;

/**
 * A history table as it is read.
 *
 * @param files those of the snapshot, on this machine
 */
record ReadHistory(HistorySnapshot snapshot, List<Path> files) {
  ReadHistory {
    files = List.copyOf(files);
  }
}
