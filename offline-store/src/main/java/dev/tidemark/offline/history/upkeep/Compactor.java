package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.offline.history.table.Offsets;
import dev.tidemark.offline.history.table.TableUse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges the files of a history table, partition by partition, while it is being written. It leaves
 * alone what Tidemark did not write, and what another program has deleted rows of.
 */
final class Compactor {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  private final Table table;
  private final TableUse use;
  private final long fileBytes;
  private final Duration settled;

  /**
   * @param settled how long nothing must have come to a partition until it becomes one run
   */
  Compactor(Table table, TableUse use, long fileBytes, Duration settled) {
    this.table = table;
    this.use = use;
    this.fileBytes = fileBytes;
    this.settled = settled;
  }

  private record Part(int spec, String partition) {}

  /**
   * Merges until nothing is left that is worth it. A partition that cannot be merged is left for
   * the next time.
   *
   * @return how many merges were tried
   * @throws CancellationException when it is stopped; what was committed by then stays
   */
  int run(Instant now, BooleanSupplier stopped) throws IOException {
    int merges = 0;
    for (Part part : parts().keySet()) {
      try {
        merges += merge(part, now, stopped);
      } catch (CancellationException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        merges++;
        LOG.warn("Cannot merge {} of {}; trying again later", part.partition, table.name(), e);
      }
    }
    return merges;
  }

  private int merge(Part part, Instant now, BooleanSupplier stopped) throws IOException {
    int merges = 0;
    for (List<Run> next = next(part, now); !next.isEmpty(); next = next(part, now)) {
      merge(next, stopped);
      merges++;
    }
    return merges;
  }

  private List<Run> next(Part part, Instant now) throws IOException {
    List<Run> runs = Run.of(parts().getOrDefault(part, List.of()));
    if (runs.size() < 2) {
      return List.of();
    }
    Map<Long, Long> times = new HashMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      times.put(snapshot.sequenceNumber(), snapshot.timestampMillis());
    }
    long newest = runs.stream().mapToLong(Run::sequence).max().orElse(0);
    long largest = runs.getLast().sequence();
    return MergePlan.next(
        runs,
        // A commit that is no longer known is older than those that are
        times.getOrDefault(newest, 0L) <= now.minus(settled).toEpochMilli(),
        times.getOrDefault(largest, 0L) <= now.minus(Duration.ofDays(1)).toEpochMilli());
  }

  private Map<Part, List<DataFile>> parts() throws IOException {
    table.refresh();
    Map<Part, List<DataFile>> parts = new LinkedHashMap<>();
    try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
      for (FileScanTask task : files) {
        DataFile file = task.file();
        if (DataFiles.ours(file.location()) && task.deletes().isEmpty()) {
          Part part = new Part(file.specId(), task.spec().partitionToPath(file.partition()));
          parts.computeIfAbsent(part, ignored -> new ArrayList<>()).add(file.copy());
        }
      }
    }
    return parts;
  }

  private void merge(List<Run> runs, BooleanSupplier stopped) throws IOException {
    long start = System.nanoTime();
    long seen = table.currentSnapshot().snapshotId();
    Merge merge = new Merge(table, use, fileBytes, stopped);
    LOG.debug("Merging {} runs of {}", runs.size(), table.name());
    boolean inTable = false;
    List<DataFile> written;
    try {
      written = merge.write(runs);
      inTable = true;
      use.commit(() -> commit(runs, written, seen));
    } catch (RuntimeException e) {
      // Of other failures it is not known; what the table does not have is removed as an orphan
      inTable = inTable && !(e instanceof CleanableFailure);
      throw e;
    } finally {
      if (!inTable) {
        merge.locations().forEach(table.io()::deleteFile);
      }
      use.written(merge.locations());
    }
    List<DataFile> files = files(runs);
    LOG.info(
        "Merged {} files of {}, {} MB and {} rows, into {} of {} MB in {} ms",
        files.size(),
        table.name(),
        megabytes(files),
        files.stream().mapToLong(DataFile::recordCount).sum(),
        written.size(),
        megabytes(written),
        (System.nanoTime() - start) / 1_000_000);
  }

  /** It holds the same rows, so that it holds the log up to the same places. */
  private void commit(List<Run> runs, List<DataFile> written, long seen) {
    table.refresh();
    RewriteFiles rewrite = table.newRewrite().validateFromSnapshot(seen);
    files(runs).forEach(rewrite::deleteFile);
    written.forEach(rewrite::addFile);
    Offsets.keep(table, rewrite);
  }

  private static List<DataFile> files(List<Run> runs) {
    return runs.stream().map(Run::files).flatMap(Collection::stream).toList();
  }

  private static long megabytes(List<DataFile> files) {
    return files.stream().mapToLong(DataFile::fileSizeInBytes).sum() >> 20;
  }
}
