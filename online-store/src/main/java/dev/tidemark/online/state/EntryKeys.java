package dev.tidemark.online.state;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.util.Arrays;

/**
 * The keys of a log's entries under one entity key. All state of a key lies together: first the
 * head, then the events in {@link Event#ORDER}. The format is {@code docs/spec/online-row.md}.
 */
public final class EntryKeys {
  private static final int HEAD = 0;
  private static final int EVENT = 1;
  private static final int TIMES = 3 * Long.BYTES;

  private final byte[] prefix;

  /**
   * The keys of a log under an entity key.
   *
   * @param log the log's place among those of its entity
   */
  public EntryKeys(byte[] entityKey, int log) {
    prefix = new ByteSink(entityKey.length + 2).raw(entityKey).int8(log).int8(EVENT).toByteArray();
  }

  /** The key of the head. */
  public byte[] head() {
    byte[] key = prefix.clone();
    key[key.length - 1] = HEAD;
    return key;
  }

  /** The key of an event. */
  public byte[] event(Event event) {
    return times(event.eventTime(), event.createdTime(), event.position());
  }

  /** A key at or before those of all events at or after a time. */
  public byte[] eventsFrom(long time) {
    return times(time, Long.MIN_VALUE, Long.MIN_VALUE);
  }

  private byte[] times(long eventTime, long createdTime, long position) {
    return new ByteSink(prefix.length + TIMES)
        .raw(prefix)
        .int64(eventTime ^ Long.MIN_VALUE)
        .int64(createdTime ^ Long.MIN_VALUE)
        .int64(position ^ Long.MIN_VALUE)
        .toByteArray();
  }

  /** Whether a stored key is that of an event of this log and entity key. */
  public boolean isEvent(byte[] key) {
    return key.length == prefix.length + TIMES
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The event time in an event's key, microseconds since the epoch. */
  public long eventTime(byte[] key) {
    return new ByteSource(key, prefix.length).int64() ^ Long.MIN_VALUE;
  }

  /** The feature-log offset in an event's key. */
  public long position(byte[] key) {
    return new ByteSource(key, key.length - Long.BYTES).int64() ^ Long.MIN_VALUE;
  }
}
