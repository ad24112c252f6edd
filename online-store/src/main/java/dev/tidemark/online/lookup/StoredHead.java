package dev.tidemark.online.lookup;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.online.state.Head;
import dev.tidemark.online.state.HeadCodec;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.StoredValue;
import org.jspecify.annotations.Nullable;

/** The newest rows of a head, read once for all lookups that find it. Any thread. */
final class StoredHead implements StoredValue.Memo {
  /** Objects, references and headers. */
  private static final int OVERHEAD = 100;

  private static final int OVERHEAD_OF_ROW = 80;

  /** To write all of a row pays after about so many lookups, which ask for parts of it. */
  private static final int WORTH_A_TEXT = 4;

  private final LogState log;
  private final byte[] bytes;
  private final @Nullable LogRow[] newest;

  /** Of each row its text, once it has one. */
  private final @Nullable RowText[] texts;

  // Threads that race for these two only do something once more, or count it once
  private int askedForText;
  private int size;

  private StoredHead(LogState log, byte[] bytes, @Nullable LogRow[] newest) {
    this.log = log;
    this.bytes = bytes;
    this.newest = newest;
    this.texts = new @Nullable RowText[newest.length];
    this.size = OVERHEAD + OVERHEAD_OF_ROW * newest.length;
  }

  /** The head that a value holds. */
  @SuppressWarnings("ReferenceEquality") // whether it was read by the same state's rules
  static StoredHead of(LogState log, StoredValue value) {
    if (value.memo() instanceof StoredHead known && known.log == log) {
      return known;
    }
    StoredHead read = of(log, value.bytes());
    value.remember(read);
    return read;
  }

  static StoredHead of(LogState log, byte[] bytes) {
    return new StoredHead(log, bytes, HeadCodec.newest(log, bytes));
  }

  /** What another node told of a head: its newest rows alone. */
  static StoredHead ofRows(LogState log, @Nullable LogRow[] newest) {
    return new StoredHead(log, new byte[0], newest);
  }

  /** All of the head, for one reader alone. */
  Head read() {
    return HeadCodec.read(log, bytes);
  }

  /** The newest row of each condition of which the layout keeps one, or null. */
  @Nullable LogRow newest(int index) {
    return newest[index];
  }

  /**
   * The text of such a row, if it was asked for often enough: a row that is replaced as soon as it
   * is read is not worth its time and room.
   */
  @Nullable RowText text(int index, RowText.Writer writer) {
    LogRow row = newest[index];
    RowText text = texts[index];
    if (text != null || row == null) {
      return text;
    }
    if (askedForText < WORTH_A_TEXT) {
      askedForText++;
      return null;
    }
    text = writer.of(row);
    texts[index] = text;
    size += text.size();
    return text;
  }

  @Override
  public int size() {
    return size;
  }
}
