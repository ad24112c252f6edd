package dev.tidemark.cli.metrics;

import dev.tidemark.cli.status.NodeReport.Percentiles;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * How often times were how long. For any number of threads; Micrometer's timers with percentiles
 * take ten times as long for each of the millions of events.
 */
final class Latencies {
  /** Upper bounds in microseconds, inclusive: 1 ms to 80 s, a third apart at most. */
  private static final long[] BOUNDS =
      LongStream.iterate(1_000, decade -> decade <= 10_000_000, decade -> decade * 10)
          .flatMap(decade ->
              LongStream.of(10, 12, 15, 20, 25, 30, 40, 50, 65, 80).map(n -> n * decade / 10))
          .toArray();

  /** Ticks that make a minute. */
  private static final int RECENT = 12;

  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
  private final LongAdder micros = new LongAdder();
  private final Deque<long[]> before = new ArrayDeque<>();

  /** Counts a time; the clocks of two machines may make it negative. */
  void add(long taken) {
    long time = Math.max(0, taken);
    int place = Arrays.binarySearch(BOUNDS, time);
    counts.incrementAndGet(place < 0 ? -place - 1 : place);
    micros.add(time);
  }

  /** Remembers what there is, and forgets what is no longer recent. */
  synchronized void tick() {
    before.addLast(now());
    if (before.size() > RECENT) {
      before.removeFirst();
    }
  }

  private long[] now() {
    long[] now = new long[counts.length()];
    Arrays.setAll(now, counts::get);
    return now;
  }

  /** Of the last minute; empty when nothing came in it. */
  synchronized Optional<Percentiles> recent() {
    long[] recent = now();
    long[] base = before.size() < RECENT ? new long[recent.length] : before.getFirst();
    Arrays.setAll(recent, i -> recent[i] - base[i]);
    long all = LongStream.of(recent).sum();
    return all == 0
        ? Optional.empty()
        : Optional.of(new Percentiles(quantile(recent, all, 0.5), quantile(recent, all, 0.99)));
  }

  /** The upper bound of the bucket that holds it, in seconds. */
  private static double quantile(long[] counts, long all, double share) {
    long left = (long) Math.ceil(share * all);
    int place = 0;
    while (left > counts[place]) {
      left -= counts[place++];
    }
    return BOUNDS[Math.min(place, BOUNDS.length - 1)] / 1e6;
  }

  HistogramDataPointSnapshot snapshot(Labels labels) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length(); i++) {
      double bound = i < BOUNDS.length ? BOUNDS[i] / 1e6 : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, counts.get(i));
    }
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(buckets.build())
        .sum(micros.sum() / 1e6)
        .labels(labels)
        .build();
  }
}
