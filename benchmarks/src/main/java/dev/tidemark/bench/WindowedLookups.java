package dev.tidemark.bench;

import com.sun.management.ThreadMXBean;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.registry.deployment.Selection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Twelve exact window features (count, sum, mean, max over 1 h, 1 d, 7 d) of keys with 10 to
 * 1,000,000 events in 7 days: what an event and a lookup cost, and for the key with 10,000 events
 * requests over HTTP against a bare server that returns the same bytes.
 */
public final class WindowedLookups {
  private static final int[] EVENTS = {10, 1_000, 10_000, 100_000, 1_000_000};
  private static final int ROUNDS = 5;

  /** So that all of them are in the longest window until the end. */
  private static final long MOST_AGE = Duration.ofDays(7).minusMinutes(10).toMillis();

  private static final Duration ROUND = Duration.ofSeconds(4);
  private static final int CONNECTIONS = Integer.getInteger("connections", 16);

  private static final List<String> WINDOWS = List.of("1h", "1d", "7d");
  private static final List<String> FUNCTIONS = List.of("count", "sum", "mean", "max");

  private static final List<String> FEATURES =
      WINDOWS.stream()
          .flatMap(window -> FUNCTIONS.stream().map(f -> "activity:" + f + "_" + window))
          .toList();

  /** The features as elements of a JSON array. */
  static final String REFERENCES =
      FEATURES.stream().map(name -> '"' + name + '"').collect(Collectors.joining(","));

  /** A view of the twelve features over a topic of amounts. */
  static final String DEFINITIONS =
      """
      kind: Entity
      name: account
      keys: [{name: account, type: STRING}]
      ---
      kind: Source
      name: payments
      topic: payments
      format: JSON
      event_time: {column: time, format: EPOCH_MILLIS}
      columns: [{name: account, type: STRING}, {name: amount, type: INT64}]
      ---
      kind: FeatureView
      name: activity
      entity: account
      source: payments
      features:
      """
          + features();

  private WindowedLookups() {}

  private static String features() {
    StringBuilder features = new StringBuilder();
    for (String window : WINDOWS) {
      features.append("  - {name: count_%1$s, aggregate: count, window: %1$s}%n".formatted(window));
      for (String function : FUNCTIONS.subList(1, 4)) {
        features.append(
            "  - {name: %1$s_%2$s, aggregate: %1$s, of: amount, window: %2$s}%n"
                .formatted(function, window));
      }
    }
    return features.toString();
  }

  /** An event of the source. */
  static ProducerRecord<byte[], byte[]> payment(String account, long millis, long amount) {
    String json =
        "{\"account\":\"%s\",\"time\":%d,\"amount\":%d}".formatted(account, millis, amount);
    return new ProducerRecord<>(
        "payments",
        account.getBytes(StandardCharsets.UTF_8),
        json.getBytes(StandardCharsets.UTF_8));
  }

  /** Measures; no arguments. */
  public static void main(String[] args) throws Exception {
    try (BenchNode bench = BenchNode.of(DEFINITIONS)) {
      Selection selection = bench.deployment().select(FEATURES);
      System.out.println("events of the key   published and folded   lookup   allocated");
      for (int events : EVENTS) {
        double perSecond = publish(bench, events);
        System.out.printf(
            "%,17d   %,14.0f /s   %s%n", events, perSecond, look(bench, selection, events));
      }
      overHttp(bench);
    }
    System.exit(0);
  }

  /** Returns events a second, from the first sent to all folded and in the history. */
  private static double publish(BenchNode bench, int events) {
    Random random = new Random(events);
    long now = Instant.now().toEpochMilli();
    List<Long> times = new ArrayList<>(events);
    for (int i = 0; i < events; i++) {
      times.add(now - random.nextLong(MOST_AGE));
    }
    Collections.sort(times);
    long start = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer = bench.producer()) {
      for (long time : times) {
        var _ = producer.send(payment("with" + events, time, random.nextInt(1000)));
      }
    }
    bench.awaitCaughtUp();
    return events / ((System.nanoTime() - start) / 1e9);
  }

  private static String look(BenchNode bench, Selection selection, int events) {
    LookupRequest request =
        new LookupRequest(selection, Map.of("account", List.of("with" + events)), Optional.empty());
    LookupResult result = bench.node().lookups().lookup(request).join();
    Object counted = result.columns().get(8).value(0);
    if (!Long.valueOf(events).equals(counted)) {
      System.err.println("count_7d: %s of %d".formatted(counted, events));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Histogram latencies = new Histogram(3);
    long bytes = 0;
    long measured = 0;
    long begin = System.nanoTime();
    long warm = begin + Duration.ofSeconds(3).toNanos();
    long end = warm + Duration.ofSeconds(5).toNanos();
    for (long start = begin; start < end; start = System.nanoTime()) {
      long before = threads.getCurrentThreadAllocatedBytes();
      var _ = bench.node().lookups().lookup(request).join();
      if (start > warm) {
        latencies.recordValue(System.nanoTime() - start);
        bytes += threads.getCurrentThreadAllocatedBytes() - before;
        measured++;
      }
    }
    return "p50 %.0f µs  p99 %.0f µs   %,d B"
        .formatted(
            latencies.getValueAtPercentile(50) / 1e3,
            latencies.getValueAtPercentile(99) / 1e3,
            bytes / measured);
  }

  private static void overHttp(BenchNode bench) throws IOException {
    byte[] body =
        "{\"features\":[%s],\"entities\":{\"account\":[\"with10000\"]}}"
            .formatted(REFERENCES)
            .getBytes(StandardCharsets.UTF_8);
    HttpLoad ours = new HttpLoad(bench.node().http(), body, CONNECTIONS);
    byte[] answer = ours.once();
    System.out.println(new String(answer, StandardCharsets.UTF_8));
    try (Echo server = new Echo(answer)) {
      HttpLoad echo = new HttpLoad(server.address(), body, CONNECTIONS);
      ours.run(ROUND.multipliedBy(3));
      echo.run(ROUND);
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        ratios.add(print("lookup", ours.run(ROUND)) / print("echo", echo.run(ROUND)));
      }
      Collections.sort(ratios);
      System.out.printf(
          "lookup ÷ echo: median %.2f (%.2f to %.2f)%n",
          ratios.get(ROUNDS / 2), ratios.getFirst(), ratios.getLast());
    }
  }

  private static double print(String what, Histogram latencies) {
    double perSecond = latencies.getTotalCount() / (double) ROUND.toSeconds();
    System.out.printf(
        "%-6s %,7.0f requests/s  p50 %.2f ms  p99 %.2f ms%n",
        what,
        perSecond,
        latencies.getValueAtPercentile(50) / 1e6,
        latencies.getValueAtPercentile(99) / 1e6);
    return perSecond;
  }
}
