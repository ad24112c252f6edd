package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.RowReader;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.offline.history.table.Offsets;
import dev.tidemark.offline.history.table.TableShape;
import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.registry.definition.Settings.PartitionBy;
import dev.tidemark.registry.deployment.RowLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CleanableFailure;

/**
 * Appends records of some of a feature log's partitions to its history table, each exactly once:
 * the offsets are committed with the rows. Others may write the other partitions. After {@link
 * Offsets.Moved} what it has gathered must be {@link #drop dropped}; after any other exception it
 * must be opened anew. For one thread at a time.
 */
public final class TableWriter {
  private static final int MOST_ROWS = 200_000;
  private static final long MOST_BYTES = 64L << 20;

  /** What a row takes in memory besides its own bytes, about. */
  private static final int OVERHEAD = 200;

  private final Table table;
  private final TableUse use;
  private final Periods periods;
  private final HistoryColumns names;
  private final KeyOrder order;
  private final RowReader reader;
  private final List<BufferedRow> rows = new ArrayList<>();
  private final Set<Integer> waiting = new HashSet<>();

  /** Of the partitions that it writes: up to where the table holds them, and what comes next. */
  private final Map<Integer, Long> committed = new HashMap<>();

  private final Map<Integer, Long> next = new HashMap<>();

  /** The files of a commit that is not done. */
  private final List<String> begun = new ArrayList<>();

  private long bytes;

  private TableWriter(Table table, TableUse use, RowLog log) {
    this.table = table;
    this.use = use;
    periods = Periods.of(table);
    names = HistoryColumns.of(log);
    order = new KeyOrder(names.keys());
    reader = new RowReader(log.schemas(), names.union());
  }

  /** Makes the table if it is new, and gives it what it lacks. It writes no partition yet. */
  public static TableWriter open(Warehouse warehouse, RowLog log, PartitionBy by, TableUse use) {
    TableShape shape = TableSchema.shape(HistoryColumns.of(log), by);
    Table table = warehouse.findOrCreate(log.table(), shape);
    shape.evolve(table);
    return new TableWriter(table, use, log);
  }

  /** Writes these partitions as well from now on, from where the table ends. */
  public void take(Collection<Integer> partitions) {
    leave(partitions);
    table.refresh();
    Map<Integer, Long> held = Offsets.of(table);
    for (int partition : partitions) {
      committed.put(partition, held.getOrDefault(partition, 0L));
      next.put(partition, held.getOrDefault(partition, 0L));
    }
  }

  /** Writes these partitions no more; what was taken of them is forgotten. */
  void leave(Collection<Integer> partitions) {
    rows.removeIf(row -> partitions.contains(row.partition()));
    waiting.removeAll(partitions);
    committed.keySet().removeAll(partitions);
    next.keySet().removeAll(partitions);
    if (rows.isEmpty()) {
      bytes = 0;
    }
  }

  /** Forgets all that was taken, and writes no partition any more. */
  void drop() {
    leave(Set.copyOf(next.keySet()));
  }

  /** For each of its partitions the offset of the first record that is still wanted. */
  Map<Integer, Long> next() {
    return Map.copyOf(next);
  }

  /** For each of its partitions the offset up to which everything can be read. */
  Map<Integer, Long> visible() {
    Map<Integer, Long> visible = new HashMap<>(next);
    for (int partition : waiting) {
      visible.put(partition, committed.getOrDefault(partition, 0L));
    }
    return Map.copyOf(visible);
  }

  /**
   * Takes a record; one that was taken before is ignored.
   *
   * @param arrival when the broker appended it, microseconds since the epoch
   * @throws IllegalArgumentException when it is neither a row of a schema of the log nor a
   *     tombstone
   */
  public void add(int partition, long offset, long arrival, byte[] key, byte[] value) {
    if (offset < next.getOrDefault(partition, 0L)) {
      return;
    }
    Event event =
        Tombstone.is(value)
            ? Deletion.of(Tombstone.read(value), offset)
            : reader.read(value, offset, arrival);
    rows.add(
        new BufferedRow(
            periods.of(event.eventTime()),
            partition,
            order.beginning(key, 0),
            order.beginning(key, 1),
            event.eventTime(),
            arrival,
            key,
            event));
    bytes += value.length + OVERHEAD;
    waiting.add(partition);
    next.put(partition, offset + 1);
  }

  /** The log was read up to an offset, beyond the last record where transactions end there. */
  void reached(int partition, long offset) {
    next.merge(partition, offset, Math::max);
  }

  boolean empty() {
    return rows.isEmpty();
  }

  public boolean full() {
    return rows.size() >= MOST_ROWS || bytes >= MOST_BYTES;
  }

  /** Whether it was fed beyond what the table says, be it by the ends of transactions alone. */
  boolean ahead() {
    return !next.equals(committed);
  }

  /**
   * Makes every record taken so far readable.
   *
   * @throws Offsets.Moved when another writer has written one of its partitions meanwhile; nothing
   *     is left of what was to be committed
   */
  public void commit() throws IOException {
    if (!rows.isEmpty()) {
      commitPlace();
    }
  }

  /** The same, and says how far the table holds the log also where no record came. */
  void commitPlace() throws IOException {
    boolean failed = true;
    try {
      append(write());
      failed = false;
    } catch (RuntimeException e) {
      // Of other failures it is not known whether the table has the files
      failed = e instanceof CleanableFailure || e instanceof Offsets.Moved;
      throw e;
    } finally {
      if (failed) {
        begun.forEach(table.io()::deleteFile);
      }
      use.written(begun);
      begun.clear();
    }
  }

  /** Writes a file for each period. */
  List<DataFile> write() throws IOException {
    rows.sort(BufferedRow.order(order));
    RowWriter writer = new RowWriter(table, periods.spec(), names);
    List<DataFile> files = new ArrayList<>();
    for (int from = 0, to; from < rows.size(); from = to) {
      int period = rows.get(from).period();
      to = from;
      while (to < rows.size() && rows.get(to).period() == period) {
        to++;
      }
      StructLike partition = periods.partition(period);
      String name = DataFiles.name(UUID.randomUUID(), 0);
      String location = use.begin(table, periods.spec(), partition, name);
      begun.add(location);
      files.add(writer.write(rows.subList(from, to), partition, location));
    }
    return files;
  }

  private void append(List<DataFile> files) {
    use.commit(() -> {
      AppendFiles append = table.newAppend();
      files.forEach(append::appendFile);
      Offsets.commit(table, append, committed, next);
    });
    committed.putAll(next);
    rows.clear();
    waiting.clear();
    bytes = 0;
  }
}
