package dev.tidemark.bench;

import dev.tidemark.model.feature.Status;
import dev.tidemark.online.lookup.LookupRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * How long after it was sent an event can be looked up, through SHAPE's transactions and FOLD: each
 * event is the first of its key, sent at a random moment, and looked up until it is there.
 */
public final class Freshness {
  private static final int WARM_UP = 300;
  private static final int EVENTS = 1_000;

  private Freshness() {}

  /** Measures; no arguments. */
  public static void main(String[] args) throws Exception {
    Histogram millis = new Histogram(3);
    try (BenchNode bench = BenchNode.of(WindowedLookups.DEFINITIONS);
        KafkaProducer<byte[], byte[]> producer = bench.producer()) {
      for (int i = 0; i < WARM_UP + EVENTS; i++) {
        long nanos = send(bench, producer, "fresh" + i);
        if (i >= WARM_UP) {
          millis.recordValue(nanos);
        }
        LockSupport.parkNanos((long) (Math.random() * 40_000_000));
      }
    }
    System.out.printf(
        "sent → readable: p50 %.0f ms  p95 %.0f ms  p99 %.0f ms  max %.0f ms%n",
        millis.getValueAtPercentile(50) / 1e6,
        millis.getValueAtPercentile(95) / 1e6,
        millis.getValueAtPercentile(99) / 1e6,
        millis.getMaxValue() / 1e6);
    System.exit(0);
  }

  private static long send(
      BenchNode bench, KafkaProducer<byte[], byte[]> producer, String account) {
    LookupRequest request =
        new LookupRequest(
            bench.deployment().select(List.of("activity:count_1h")),
            Map.of("account", List.of(account)),
            Optional.empty());
    long start = System.nanoTime();
    var _ = producer.send(WindowedLookups.payment(account, Instant.now().toEpochMilli(), 1));
    while (bench.node().lookups().lookup(request).join().columns().getFirst().status(0)
        == Status.NOT_FOUND) {
      LockSupport.parkNanos(200_000);
    }
    return System.nanoTime() - start;
  }
}
