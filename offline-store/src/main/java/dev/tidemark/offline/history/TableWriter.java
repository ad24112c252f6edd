package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowReader;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Appends a feature log's records to its history table, each exactly once: the offsets are
 * committed with the rows. After any exception it must be opened anew, and fed from {@link #next}.
 * For one thread.
 */
final class TableWriter {
  private static final int MOST_ROWS = 200_000;
  private static final long MOST_BYTES = 64L << 20;

  private final Table table;
  private final HistoryColumns names;
  private final KeyCodec keys;
  private final RowReader reader;
  private final List<BufferedRow> rows = new ArrayList<>();
  private final Set<Integer> waiting = new HashSet<>();
  private final Map<Integer, Long> next;
  private Map<Integer, Long> committed;
  private long bytes;

  private TableWriter(Table table, FeatureLog log) {
    this.table = table;
    names = HistoryColumns.of(log);
    keys = new KeyCodec(log.entity().keys());
    reader = new RowReader(log.plan().schemas(), names.union());
    committed = Offsets.of(table);
    next = new HashMap<>(committed);
  }

  /** Makes the table if it is new, gives it the columns that it lacks, and clears it up. */
  static TableWriter open(Warehouse warehouse, FeatureLog log) throws IOException {
    Schema schema = TableSchema.of(HistoryColumns.of(log));
    Table table = warehouse.findOrCreate(log, schema);
    evolve(table, schema);
    DataFiles.removeOrphans(table);
    return new TableWriter(table, log);
  }

  private static void evolve(Table table, Schema wanted) {
    UpdateSchema update = table.updateSchema();
    boolean changed = false;
    for (NestedField field : wanted.columns()) {
      NestedField known = table.schema().findField(field.name());
      if (known == null && field.isOptional()) {
        update.addColumn(field.name(), field.type());
        changed = true;
      } else if (known == null || !known.type().toString().equals(shape(known, field))) {
        throw new IllegalStateException(
            "Cannot write %s to history table %s, which has %s: drop the table or rename the entity"
                .formatted(field, table.name(), known == null ? "no such key" : known));
      }
    }
    if (changed) {
      update.commit();
    }
  }

  /** Lists name their element's id, which is the table's own affair. */
  private static String shape(NestedField known, NestedField wanted) {
    return wanted.type().isListType()
            && known.type().isListType()
            && known
                .type()
                .asListType()
                .elementType()
                .equals(wanted.type().asListType().elementType())
        ? known.type().toString()
        : wanted.type().toString();
  }

  /** For each partition that was begun the offset of the first record that is still wanted. */
  Map<Integer, Long> next() {
    return Map.copyOf(next);
  }

  /** For each partition that was begun the offset up to which everything can be read. */
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
  void add(int partition, long offset, long arrival, byte[] key, byte[] value) {
    if (offset < next.getOrDefault(partition, 0L)) {
      return;
    }
    Event event =
        Tombstone.is(value)
            ? Deletion.of(Tombstone.read(value), offset)
            : reader.read(value, offset, arrival);
    BufferedRow row =
        new BufferedRow(List.of(keys.decode(key)), partition, event, arrival, value.length);
    rows.add(row);
    bytes += row.size();
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

  boolean full() {
    return rows.size() >= MOST_ROWS || bytes >= MOST_BYTES;
  }

  /**
   * Makes every record taken so far readable.
   *
   * @throws IllegalStateException when another writer has written the table meanwhile
   */
  void commit() throws IOException {
    if (!rows.isEmpty()) {
      append(write());
    }
  }

  DataFile write() throws IOException {
    rows.sort(BufferedRow.order(names.keys()));
    return new RowWriter(table, names).write(rows);
  }

  private void append(DataFile file) {
    table.refresh();
    if (!Offsets.of(table).equals(committed)) {
      throw new IllegalStateException(
          "Cannot append to history table %s: another writer moved it from %s to %s"
              .formatted(table.name(), committed, Offsets.of(table)));
    }
    // Without retries: a commit that comes in between is a conflict, never an append twice.
    table.newAppend().appendFile(file).set(Offsets.PROPERTY, Offsets.write(next)).commit();
    committed = Map.copyOf(next);
    rows.clear();
    waiting.clear();
    bytes = 0;
  }
}
