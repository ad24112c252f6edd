package dev.tidemark.online.lookup;

import dev.tidemark.model.row.LogRow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of some columns of rows. Answers want them column by column; rows are read row by row,
 * as they lie in memory, because to fetch a row once for each column takes longer than to write it.
 */
final class GatheredBits {
  /** How many values are gathered at once: what a processor has near. */
  private static final int MOST = 1 << 15;

  private final @Nullable LogRow[] rows;
  private int[] columns = new int[16];
  private int size;

  /** The columns that are gathered now, one after the other. */
  private long[] gathered = new long[0];

  private int first;
  private int end;

  GatheredBits(@Nullable LogRow[] rows) {
    this.rows = rows;
  }

  /**
   * Adds a column of fixed width.
   *
   * @return its place
   */
  int add(int column) {
    if (size == columns.length) {
      columns = Arrays.copyOf(columns, 2 * size);
    }
    columns[size] = column;
    return size++;
  }

  /**
   * {@link LogRow#bits} of each row in a column that was added; what a null row has is not said.
   */
  void copy(int place, long[] into) {
    if (place < first || place >= end) {
      gather(place);
    }
    System.arraycopy(gathered, (place - first) * rows.length, into, 0, rows.length);
  }

  private void gather(int from) {
    first = from;
    end = Math.min(size, from + Math.max(1, MOST / Math.max(1, rows.length)));
    gathered = new long[(end - first) * rows.length];
    for (int i = 0; i < rows.length; i++) {
      LogRow row = rows[i];
      if (row != null) {
        for (int place = first; place < end; place++) {
          gathered[(place - first) * rows.length + i] = row.bits(columns[place]);
        }
      }
    }
  }
}
