package dev.tidemark.cli.status;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** How much counters have grown within a span of time that ends now. For any number of threads. */
public final class Sliding {
  private final long span;

  /** The oldest is the last one from before the span, if there is one. */
  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, Map<String, Long> counts) {}

  /**
   * Counters that are all 0 now.
   *
   * @param nanos now, by the machine's own clock
   */
  public Sliding(Duration span, long nanos) {
    this.span = span.toNanos();
    samples.add(new Sample(nanos, Map.of()));
  }

  /** Growth within some seconds. */
  public record Growth(long count, double seconds) {
    public double perSecond() {
      return seconds > 0 ? count / seconds : 0;
    }
  }

  /** Remembers what the counters say. */
  public synchronized void add(long nanos, Map<String, Long> counts) {
    samples.addLast(new Sample(nanos, Map.copyOf(counts)));
    while (samples.size() > 2 && nanos - second().nanos >= span) {
      samples.removeFirst();
    }
  }

  private Sample second() {
    return samples.stream().skip(1).findFirst().orElseThrow();
  }

  /** How much a counter has grown to what it says now; one that began anew has not shrunk. */
  public synchronized Growth growth(String counter, long count, long nanos) {
    Sample base = samples.getFirst();
    long grown = count - base.counts.getOrDefault(counter, 0L);
    return new Growth(grown < 0 ? count : grown, (nanos - base.nanos) / 1e9);
  }
}
