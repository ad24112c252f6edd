package dev.tidemark.online.lookup;

import dev.tidemark.model.row.LogRow;
import org.jspecify.annotations.Nullable;

/** {@link LogRow#bits} of columns of fixed width. */
final class GatheredBits extends Gathered {
  private final @Nullable LogRow[] rows;

  GatheredBits(@Nullable LogRow[] rows) {
    super(rows.length, 1);
    this.rows = rows;
  }

  /** Copies those of each row; what a null row has is not said. */
  void copy(int place, long[] into, Scratch scratch) {
    int start = gather(place, scratch);
    System.arraycopy(gathered(), start, into, 0, rows.length);
  }

  @Override
  void read(int row, int[] columns, long[] into, int at, int stride) {
    LogRow from = rows[row];
    if (from != null) {
      int to = at;
      for (int column : columns) {
        into[to] = from.bits(column);
        to += stride;
      }
    }
  }
}
