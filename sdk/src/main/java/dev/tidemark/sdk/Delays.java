package dev.tidemark.sdk;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * After which time a call is slow: the 95th percentile of the last ones of about as many rows. Any
 * thread.
 */
final class Delays {
  /** Below this, pauses of the client itself look like slow nodes. */
  private static final long LEAST_NANOS = 5_000_000;

  /** Where a node stalls, what it owns may be more than a twentieth of the calls. */
  private static final int MOST_MEDIANS = 10;

  private static final int KEPT = 128;
  private static final int NEW = 32;

  /** By the number of binary digits of the rows. */
  private final Recent[] recent =
      Stream.generate(Recent::new).limit(Integer.SIZE).toArray(Recent[]::new);

  /** In nanoseconds; {@link Long#MAX_VALUE} while too few calls were made to tell. */
  long after(int rows) {
    return of(rows).delay;
  }

  void took(int rows, long nanos) {
    of(rows).add(nanos);
  }

  private Recent of(int rows) {
    return recent[Integer.SIZE - Integer.numberOfLeadingZeros(rows)];
  }

  private static final class Recent {
    private final AtomicLongArray nanos = new AtomicLongArray(KEPT);
    private final AtomicInteger count = new AtomicInteger();
    private volatile long delay = Long.MAX_VALUE;

    void add(long took) {
      int number = count.getAndIncrement() & Integer.MAX_VALUE;
      nanos.set(number % KEPT, took);
      if (number % NEW == NEW - 1) {
        long[] sorted = IntStream.range(0, KEPT).mapToLong(nanos::get).filter(n -> n > 0).toArray();
        Arrays.sort(sorted);
        long median = sorted[sorted.length / 2];
        long slow = sorted[sorted.length * 95 / 100];
        delay = Math.max(LEAST_NANOS, Math.min(slow, MOST_MEDIANS * median));
      }
    }
  }
}
