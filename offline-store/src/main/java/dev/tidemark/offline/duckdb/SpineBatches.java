package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.duckdb.HeapColumn.Longs;
import dev.tidemark.offline.join.SpineRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.function.LongConsumer;

/** A spine's rows from a query of their keys, their T, and their ordinals. */
final class SpineBatches implements SpineRows, AutoCloseable {
  private final Batches batches;
  private final int fields;
  private final LongConsumer read;

  private HeapColumn[] columns = {};
  private long[] times = {};
  private long[] ordinals = {};
  private int row = -1;

  /** Where the rows of the present key end in the batch. */
  private int end;

  private boolean sameKey;

  /**
   * @param read is told of numbers of rows that were gone through
   */
  SpineBatches(Batches batches, int fields, LongConsumer read) {
    this.batches = batches;
    this.fields = fields;
    this.read = read;
  }

  @Override
  public boolean next() {
    row++;
    sameKey = row < end;
    if (!sameKey) {
      HeapColumn[] last = columns;
      int lastRow = row - 1;
      if (row == times.length && !load()) {
        return false;
      }
      boolean nobodys = nobodys();
      sameKey = lastRow >= 0 && !nobodys && same(last, lastRow);
      end = nobodys ? row + 1 : Keys.endOfSame(fields, columns, row, times.length);
    }
    return true;
  }

  private boolean load() {
    read.accept(times.length);
    try {
      if (!batches.next()) {
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the spine", e);
    }
    columns = batches.columns();
    times = ((Longs) columns[fields]).values();
    ordinals = ((Longs) columns[fields + 1]).values();
    row = 0;
    return true;
  }

  private boolean same(HeapColumn[] last, int lastRow) {
    return !Keys.anyNull(fields, last, lastRow)
        && Keys.compare(fields, columns, row, last, lastRow) == 0;
  }

  @Override
  public boolean sameKey() {
    return sameKey;
  }

  @Override
  public boolean nobodys() {
    return Keys.anyNull(fields, columns, row);
  }

  @Override
  public long time() {
    return times[row];
  }

  @Override
  public long ordinal() {
    return ordinals[row];
  }

  /** Compares a key of other columns of the same types with that of the present row. */
  int compareKey(HeapColumn[] others, int othersRow) {
    return Keys.compare(fields, others, othersRow, columns, row);
  }

  @Override
  public void close() throws IOException, SQLException {
    batches.close();
  }
}
