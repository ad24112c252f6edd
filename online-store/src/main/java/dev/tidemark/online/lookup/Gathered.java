package dev.tidemark.online.lookup;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of some columns of rows, each as a few longs. Answers want them column by column; rows
 * are read row by row, as they lie in memory, because to fetch a row once for each column takes
 * longer than to write it.
 */
abstract class Gathered {
  /** How many longs are gathered at once: what a processor has near. */
  private static final int MOST = 1 << 15;

  private final int rows;
  private final int width;
  private int[] columns = new int[16];
  private int size;

  /** The columns that are gathered now, one after the other. */
  private long @Nullable [] gathered;

  private int first;
  private int end;

  /**
   * Nothing yet.
   *
   * @param width how many longs a value takes
   */
  Gathered(int rows, int width) {
    this.rows = rows;
    this.width = width;
  }

  /**
   * Adds a column.
   *
   * @return its place
   */
  final int add(int column) {
    if (size == columns.length) {
      columns = Arrays.copyOf(columns, 2 * size);
    }
    columns[size] = column;
    return size++;
  }

  /**
   * Where in {@link #gathered} a column begins that was added, as all have been.
   *
   * @param scratch the same one for all columns
   */
  final int gather(int place, Scratch scratch) {
    int perColumn = width * rows;
    if (place < first || place >= end) {
      int most = Math.min(size, Math.max(1, MOST / Math.max(1, perColumn)));
      long[] into = gathered == null ? scratch.take(most * perColumn) : gathered;
      gathered = into;
      first = place;
      end = Math.min(size, place + most);
      int[] some = Arrays.copyOfRange(columns, first, end);
      for (int row = 0; row < rows; row++) {
        read(row, some, into, width * row, perColumn);
      }
    }
    return (place - first) * perColumn;
  }

  /**
   * Reads the values of a row.
   *
   * @param at where that of the first column goes
   * @param stride how much further each next one goes
   */
  abstract void read(int row, int[] columns, long[] into, int at, int stride);

  /** What was gathered, row after row of each column. */
  final long[] gathered() {
    return Objects.requireNonNull(gathered);
  }
}
