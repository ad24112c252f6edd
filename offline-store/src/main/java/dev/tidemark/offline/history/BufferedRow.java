package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Event;
import java.util.Comparator;

/**
 * A row that waits for its commit. What rows are mostly sorted by lies in it, not behind it.
 *
 * @param period the part of the table that it belongs to
 * @param first {@link KeyOrder#beginning} of the key
 * @param second as well
 * @param eventTime of the event
 * @param key the entity's key, as its bytes in the log
 * @param event the event, or a {@link Deletion}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BufferedRow(
    int period,
    int partition,
    long first,
    long second,
    long eventTime,
    long arrival,
    byte[] key,
    Event event) {

  /** The order of what is written: periods, and in each of them that of a data file. */
  static Comparator<BufferedRow> order(KeyOrder keys) {
    return (left, right) -> {
      int order = Integer.compare(left.period, right.period);
      order = order != 0 ? order : Long.compareUnsigned(left.first, right.first);
      order = order != 0 ? order : Long.compareUnsigned(left.second, right.second);
      order = order != 0 ? order : keys.compare(left.key, right.key);
      order = order != 0 ? order : Long.compare(left.eventTime, right.eventTime);
      return order != 0 ? order : compare(left, right);
    };
  }

  private static int compare(BufferedRow left, BufferedRow right) {
    int order = Long.compare(left.event.createdTime(), right.event.createdTime());
    order = order != 0 ? order : Integer.compare(left.partition, right.partition);
    return order != 0 ? order : Long.compare(left.event.position(), right.event.position());
  }
}
