package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Event;
import java.util.Comparator;

/**
 * A row that waits for its commit.
 *
 * @param period the part of the table that it belongs to
 * @param key the entity's key, as its bytes in the log
 * @param event the event, or a {@link Deletion}
 * @param bytes of the record
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BufferedRow(int period, byte[] key, int partition, Event event, long arrival, int bytes) {
  /** What a row takes in memory besides its own bytes, about. */
  private static final int OVERHEAD = 150;

  long size() {
    return (long) bytes + OVERHEAD;
  }

  /** The order of what is written: periods, and in each of them that of a data file. */
  static Comparator<BufferedRow> order(KeyOrder keys) {
    return (left, right) -> {
      int order = Integer.compare(left.period, right.period);
      order = order != 0 ? order : keys.compare(left.key, right.key);
      return order != 0 ? order : compare(left, right);
    };
  }

  private static int compare(BufferedRow left, BufferedRow right) {
    int order = Long.compare(left.event.eventTime(), right.event.eventTime());
    order = order != 0 ? order : Long.compare(left.event.createdTime(), right.event.createdTime());
    order = order != 0 ? order : Integer.compare(left.partition, right.partition);
    return order != 0 ? order : Long.compare(left.event.position(), right.event.position());
  }
}
