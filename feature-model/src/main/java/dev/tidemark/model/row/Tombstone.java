package dev.tidemark.model.row;

import dev.tidemark.model.time.Micros;
import java.nio.ByteBuffer;

/**
 * The row of a feature log that deletes its key: nothing of the key with an earlier event time is
 * seen any more.
 *
 * @param eventTime microseconds since the epoch
 */
public record Tombstone(long eventTime) {
  static final byte VERSION = 2;
  private static final int LENGTH = 1 + Long.BYTES;

  /** Whether a row of a feature log is a tombstone. */
  public static boolean is(byte[] row) {
    return row.length > 0 && row[0] == VERSION;
  }

  public byte[] encode() {
    return ByteBuffer.allocate(LENGTH).put(VERSION).putLong(eventTime).array();
  }

  /**
   * The tombstone that the bytes hold.
   *
   * @throws IllegalArgumentException when they hold none
   */
  public static Tombstone read(byte[] row) {
    if (!is(row) || row.length != LENGTH) {
      throw new IllegalArgumentException(
          "Cannot read tombstone: expected %d bytes of version %d".formatted(LENGTH, VERSION));
    }
    return new Tombstone(ByteSource.int64(row, 1));
  }

  @Override
  public String toString() {
    return "tombstone at " + Micros.format(eventTime);
  }
}
