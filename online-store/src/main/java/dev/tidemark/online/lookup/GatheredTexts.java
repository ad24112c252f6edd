package dev.tidemark.online.lookup;

import dev.tidemark.model.row.LogRow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts of rows that an answer gives, as far as there are any. */
final class GatheredTexts extends Gathered {
  private final @Nullable KeyPast[] pasts;
  private final int newest;
  private final @Nullable LogRow[] given;
  private final KeyRows keyRows;
  private @Nullable RowText @Nullable [] texts;
  private boolean any;

  /**
   * The texts of the newest rows of a condition.
   *
   * @param given of each key its row, or null where nothing is given
   */
  GatheredTexts(@Nullable KeyPast[] pasts, int newest, @Nullable LogRow[] given, KeyRows keyRows) {
    super(keyRows.places().length, RowText.WIDTH);
    this.pasts = pasts;
    this.newest = newest;
    this.given = given;
    this.keyRows = keyRows;
  }

  /** The texts of a column, or empty when no row has any. */
  Optional<ColumnText> of(int place, RowText.Writer writer, Scratch scratch) {
    @Nullable RowText[] rows = texts(writer);
    if (!any) {
      return Optional.empty();
    }
    int start = gather(place, scratch);
    return Optional.of(new ColumnText(gathered(), start, rows));
  }

  private @Nullable RowText[] texts(RowText.Writer writer) {
    if (texts == null) {
      texts = keyRows.spread(ofKeys(writer));
    }
    return texts;
  }

  private @Nullable RowText[] ofKeys(RowText.Writer writer) {
    @Nullable RowText[] ofKeys = new @Nullable RowText[pasts.length];
    for (int key = 0; key < ofKeys.length; key++) {
      KeyPast past = pasts[key];
      if (past != null && given[key] != null) {
        ofKeys[key] = past.text(newest, writer);
        any |= ofKeys[key] != null;
      }
    }
    return ofKeys;
  }

  @Override
  void read(int row, int[] columns, long[] into, int at, int stride) {
    RowText from = texts == null ? null : texts[row];
    int to = at;
    for (int column : columns) {
      if (from == null) {
        RowText.copyNone(into, to);
      } else {
        from.copy(column, into, to);
      }
      to += stride;
    }
  }
}
