package dev.tidemark.online.served;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Ids of requests that sort by time: UUIDs of version 7 (RFC 9562). */
final class RequestId {
  private static final int MILLIS_SHIFT = 16;
  private static final long VERSION_7 = 0x7000;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private RequestId() {}

  /**
   * The id of a request.
   *
   * @param time microseconds since the epoch
   */
  static String of(long time, RandomGenerator random) {
    long high = ((time / 1_000) << MILLIS_SHIFT) | VERSION_7 | (random.nextLong() & 0xfff);
    long low = VARIANT | (random.nextLong() >>> 2);
    return new UUID(high, low).toString();
  }
}
