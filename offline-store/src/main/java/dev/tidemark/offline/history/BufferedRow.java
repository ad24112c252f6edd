package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.type.Column;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A row that waits for its commit.
 *
 * @param key the entity's key, field by field
 * @param event the event, or a {@link Deletion}
 * @param bytes of the record
 */
record BufferedRow(List<Object> key, int partition, Event event, long arrival, int bytes) {
  /** What a row takes in memory besides its own bytes, about. */
  private static final int OVERHEAD = 150;

  long size() {
    return (long) bytes + OVERHEAD;
  }

  /** The order of a data file: keys, then events; texts as their UTF-8 bytes compare. */
  static Comparator<BufferedRow> order(List<Column> keys) {
    Comparator<BufferedRow> order = (_, _) -> 0;
    for (int i = 0; i < keys.size(); i++) {
      int field = i;
      Comparator<Object> ofField = order(keys.get(i));
      order =
          order.thenComparing(
              (left, right) -> ofField.compare(left.key.get(field), right.key.get(field)));
    }
    return order
        .thenComparingLong(row -> row.event.eventTime())
        .thenComparingLong(row -> row.event.createdTime())
        .thenComparingInt(BufferedRow::partition)
        .thenComparingLong(row -> row.event.position());
  }

  private static Comparator<Object> order(Column key) {
    return switch (key.type().scalar()) {
      case BOOL -> (left, right) -> Boolean.compare((Boolean) left, (Boolean) right);
      case INT32 -> (left, right) -> Integer.compare((Integer) left, (Integer) right);
      case INT64 -> (left, right) -> Long.compare((Long) left, (Long) right);
      case TIMESTAMP -> (left, right) -> ((Instant) left).compareTo((Instant) right);
      case BYTES -> (left, right) -> Arrays.compareUnsigned((byte[]) left, (byte[]) right);
      case STRING -> (left, right) -> compareUtf8((String) left, (String) right);
      case FLOAT, DOUBLE -> throw new IllegalArgumentException("no key type: " + key);
    };
  }

  /** As the UTF-8 bytes compare: a surrogate stands for more than any other char. */
  static int compareUtf8(String left, String right) {
    int shared = Math.min(left.length(), right.length());
    for (int i = 0; i < shared; i++) {
      char l = left.charAt(i);
      char r = right.charAt(i);
      if (l != r) {
        boolean pair = Character.isSurrogate(l);
        return pair == Character.isSurrogate(r) ? Character.compare(l, r) : pair ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
