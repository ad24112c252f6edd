package dev.tidemark.online.lookup;

import dev.tidemark.model.row.LogRow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The values of a row and its event time, as a protocol writes them, except those that are long: as
 * long as nearly all numbers is enough. Each stands in a slot of its own, a few longs that hold its
 * bytes and, in the last one, how many there are.
 */
public final class RowText {
  /** Longs that a value takes. */
  static final int WIDTH = 3;

  /** Longs that the event time takes, before the first value. */
  private static final int TIME = 4;

  /** What writing a text may touch. */
  public static final int ROOM = TIME * Long.BYTES;

  private static final int LENGTH_SHIFT = Long.SIZE - Byte.SIZE;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Objects and headers. */
  private static final int OVERHEAD = 40;

  private final long[] slots;

  /** Writes rows as a protocol has them. */
  @FunctionalInterface
  public interface Writer {
    /** The text of all columns of a row. */
    RowText of(LogRow row);
  }

  private RowText(long[] slots) {
    this.slots = slots;
  }

  /** Takes the texts of a row. */
  public static final class Builder {
    private final long[] slots;

    /** No texts yet. */
    public Builder(int columns) {
      slots = new long[TIME + WIDTH * columns];
    }

    /** Sets the text of a column, if it is short enough. */
    public void value(int column, byte[] from, int start, int length) {
      set(TIME + WIDTH * column, WIDTH, from, start, length);
    }

    /** Sets the text of the event time. */
    public void time(byte[] from, int start, int length) {
      set(0, TIME, from, start, length);
    }

    private void set(int slot, int width, byte[] from, int start, int length) {
      if (length < width * Long.BYTES) {
        for (int i = 0; i < length; i++) {
          long shifted = (from[start + i] & 0xFFL) << (i % Long.BYTES * Byte.SIZE);
          slots[slot + i / Long.BYTES] |= shifted;
        }
        slots[slot + width - 1] |= (long) length << LENGTH_SHIFT;
      }
    }

    /** All that were set; nothing is set after that. Any thread may have it. */
    public RowText build() {
      return new RowText(slots);
    }
  }

  /** Copies the slot of a column. */
  void copy(int column, long[] into, int at) {
    int slot = TIME + WIDTH * column;
    into[at] = slots[slot];
    into[at + 1] = slots[slot + 1];
    into[at + 2] = slots[slot + 2];
  }

  /** The slot of a column without a text. */
  static void copyNone(long[] into, int at) {
    into[at + WIDTH - 1] = 0;
  }

  /** Writes the event time, as {@link ColumnText#writeTime}. */
  int writeTime(byte[] to, int at) {
    return write(slots, 0, TIME, to, at);
  }

  /** Writes what stands in a slot, and returns where it ends. */
  static int write(long[] slots, int slot, int width, byte[] to, int at) {
    for (int i = 0; i < width; i++) {
      LONGS.set(to, at + i * Long.BYTES, slots[slot + i]);
    }
    return at + (int) (slots[slot + width - 1] >>> LENGTH_SHIFT);
  }

  /** About how many bytes it takes in memory. */
  int size() {
    return OVERHEAD + Long.BYTES * slots.length;
  }
}
