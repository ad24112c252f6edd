package dev.tidemark.cli.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long answers took, in nanoseconds: those of requests that were served, and of refusals. */
final class Measured {
  private final Histogram served = new ConcurrentHistogram(3);
  private final Histogram refused = new ConcurrentHistogram(3);
  private final LongAdder failed = new LongAdder();
  private final Duration time;

  Measured(Duration time) {
    this.time = time;
  }

  Histogram served() {
    return served;
  }

  /** Of requests that were refused because there were too many. */
  Histogram refused() {
    return refused;
  }

  void fail() {
    failed.increment();
  }

  /** How many requests got no answer, or an answer of another kind. */
  long failed() {
    return failed.sum();
  }

  /** How many requests a second were served. */
  double perSecond() {
    return served.getTotalCount() / (time.toNanos() / 1e9);
  }

  /** When the requests of an open loop are due. */
  static final class Schedule {
    /** Before the first request, connections and threads are there. */
    private static final long SETTLING_NANOS = 1_000_000_000;

    private final long start = System.nanoTime() + SETTLING_NANOS;
    private final AtomicLong next = new AtomicLong();
    private final double interval;
    private final long end;

    Schedule(double perSecond, Duration time) {
      interval = 1e9 / perSecond;
      end = start + time.toNanos();
    }

    /** The time of the next request, or -1 when there is none any more. */
    long next() {
      long due = start + (long) (next.getAndIncrement() * interval);
      return due < end ? due : -1;
    }

    static void await(long due) {
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        java.util.concurrent.locks.LockSupport.parkNanos(wait);
      }
    }
  }
}
