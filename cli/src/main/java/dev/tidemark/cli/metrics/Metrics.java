package dev.tidemark.cli.metrics;

import dev.tidemark.cli.status.NodeReport;
import dev.tidemark.cli.status.NodeReport.Percentiles;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** All measurements of a node: {@code docs/reference/metrics.md}. Any thread, at any time. */
public final class Metrics {
  private static final Duration[] BUCKETS =
      IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Gauges gauges = new Gauges(registry);
  private final Map<Log, Timer> readable = new ConcurrentHashMap<>();
  private final Map<Answer, Answered> answered = new ConcurrentHashMap<>();
  private final Map<Served, Counter> served = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public Metrics(InstantSource clock) {
    this.clock = clock;
  }

  private record Log(String source, String entity) {}

  private record Answer(String endpoint, int status) {}

  private record Answered(Counter count, Timer latency) {}

  private record Served(String view, Status status) {}

  /**
   * An event can be read.
   *
   * @param appended when the feature log accepted it, microseconds since the epoch
   */
  public void readable(String source, String entity, long appended) {
    long taken = Math.max(0, Micros.of(clock.instant()) - appended);
    readable
        .computeIfAbsent(new Log(source, entity), this::timer)
        .record(taken, TimeUnit.MICROSECONDS);
  }

  private Timer timer(Log log) {
    return Timer.builder("tidemark.readable.latency")
        .description("From an event's append to the feature log until lookups see it.")
        .tag("source", log.source())
        .tag("entity", log.entity())
        .serviceLevelObjectives(BUCKETS)
        .publishPercentiles(0.5, 0.99)
        .register(registry);
  }

  /** How long events took lately to become readable; empty when none came. */
  public Optional<Percentiles> readable(String source, String entity) {
    Timer timer = readable.get(new Log(source, entity));
    if (timer == null) {
      return Optional.empty();
    }
    HistogramSnapshot snapshot = timer.takeSnapshot();
    ValueAtPercentile[] values = snapshot.percentileValues();
    return Optional.of(
        new Percentiles(values[0].value(TimeUnit.SECONDS), values[1].value(TimeUnit.SECONDS)));
  }

  /** A request to an endpoint was answered with a code. */
  public void answered(String endpoint, int status, long nanos) {
    Answered of = answered.computeIfAbsent(new Answer(endpoint, status), this::answered);
    of.count().increment();
    of.latency().record(nanos, TimeUnit.NANOSECONDS);
  }

  private Answered answered(Answer answer) {
    Counter count =
        Counter.builder("feast.feature.server.request")
            .description("Requests that were answered.")
            .tag("endpoint", answer.endpoint())
            .tag("status", Integer.toString(answer.status()))
            .register(registry);
    Timer latency =
        Timer.builder("feast.feature.server.request.latency")
            .description("How long answers took.")
            .tag("endpoint", answer.endpoint())
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    return new Answered(count, latency);
  }

  /** Values of a view were given with a status. */
  public void served(String view, Status status, long values) {
    served.computeIfAbsent(new Served(view, status), this::served).increment((double) values);
  }

  private Counter served(Served of) {
    return Counter.builder("feast.online.features.status")
        .description("Feature values that were given.")
        .tag("feature_view", of.view())
        .tag("status", of.status().name())
        .register(registry);
  }

  /** Everything in Prometheus' text format, with the node as it was at a report. */
  public synchronized String text(NodeReport report) {
    gauges.show(report);
    return registry.scrape();
  }
}
