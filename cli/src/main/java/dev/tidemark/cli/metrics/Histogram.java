package dev.tidemark.cli.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often times were how long. For any number of threads; Micrometer's timers with percentiles
 * take ten times as long for each of millions of times.
 */
final class Histogram {
  private final Bounds bounds;
  private final AtomicLongArray counts;
  private final LongAdder sum = new LongAdder();

  Histogram(Bounds bounds) {
    this.bounds = bounds;
    counts = new AtomicLongArray(bounds.upper.length + 1);
  }

  /**
   * Where buckets end.
   *
   * @param upper inclusive, ascending
   * @param perSecond how many of their units make a second
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bounds(long[] upper, double perSecond) {}

  /** Counts a time. */
  void add(long time) {
    int place = Arrays.binarySearch(bounds.upper, time);
    counts.incrementAndGet(place < 0 ? -place - 1 : place);
    sum.add(time);
  }

  /** The number of times in each bucket; the last is without a bound. */
  long[] counts() {
    long[] now = new long[counts.length()];
    Arrays.setAll(now, counts::get);
    return now;
  }

  HistogramDataPointSnapshot snapshot(Labels labels) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length(); i++) {
      double bound =
          i < bounds.upper.length ? bounds.upper[i] / bounds.perSecond : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, counts.get(i));
    }
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(buckets.build())
        .sum(sum.sum() / bounds.perSecond)
        .labels(labels)
        .build();
  }
}
