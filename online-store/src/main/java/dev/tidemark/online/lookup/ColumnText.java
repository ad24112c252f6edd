package dev.tidemark.online.lookup;

import org.jspecify.annotations.Nullable;

/**
 * The texts of a column, where there are any.
 *
 * @param slots of each row one
 * @param start where that of the first row is
 * @param rows of each row all texts, or null where there are none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ColumnText(long[] slots, int start, @Nullable RowText[] rows) {

  /**
   * Writes the value of a row.
   *
   * @param to has room for {@link RowText#ROOM}
   * @return where it ends: where it begins when there is no text
   */
  public int write(int row, byte[] to, int at) {
    return RowText.write(slots, start + RowText.WIDTH * row, RowText.WIDTH, to, at);
  }

  /** The same of the event time. */
  public int writeTime(int row, byte[] to, int at) {
    RowText of = rows[row];
    return of == null ? at : of.writeTime(to, at);
  }
}
