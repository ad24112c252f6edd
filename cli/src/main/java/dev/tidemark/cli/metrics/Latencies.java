package dev.tidemark.cli.metrics;

import dev.tidemark.cli.status.NodeReport.Percentiles;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.LongStream;

/** How often times were how long, ever and within the last minute. For any number of threads. */
final class Latencies {
  /** Upper bounds in microseconds, inclusive: 1 ms to 80 s, a third apart at most. */
  private static final long[] BOUNDS =
      LongStream.iterate(1_000, decade -> decade <= 10_000_000, decade -> decade * 10)
          .flatMap(decade ->
              LongStream.of(10, 12, 15, 20, 25, 30, 40, 50, 65, 80).map(n -> n * decade / 10))
          .toArray();

  /** Ticks that make a minute. */
  private static final int RECENT = 12;

  private final Histogram micros = new Histogram(new Histogram.Bounds(BOUNDS, 1e6));
  private final Deque<long[]> before = new ArrayDeque<>();

  /** Counts a time; the clocks of two machines may make it negative. */
  void add(long taken) {
    micros.add(Math.max(0, taken));
  }

  /** Remembers what there is, and forgets what is no longer recent. */
  synchronized void tick() {
    before.addLast(micros.counts());
    if (before.size() > RECENT) {
      before.removeFirst();
    }
  }

  /** Of the last minute; empty when nothing came in it. */
  synchronized Optional<Percentiles> recent() {
    long[] recent = micros.counts();
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
    return micros.snapshot(labels);
  }
}
