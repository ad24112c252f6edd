package dev.tidemark.model.row;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka header of a feature-log record that was not live: it tells when the event would have
 * arrived. The record's own timestamp counts where it is absent.
 */
public final class ArrivalHeader {
  public static final String NAME = "tidemark.arrival";

  private ArrivalHeader() {}

  /**
   * The header's value.
   *
   * @param arrival microseconds since the epoch
   */
  public static byte[] write(long arrival) {
    return ByteBuffer.allocate(Long.BYTES).putLong(arrival).array();
  }

  /**
   * What the header says, in microseconds since the epoch.
   *
   * @param header its value, or null when there is none
   * @param timestamp of the record, for one without the header
   */
  public static long read(byte @Nullable [] header, long timestamp) {
    return header == null || header.length != Long.BYTES
        ? timestamp
        : ByteBuffer.wrap(header).getLong();
  }
}
