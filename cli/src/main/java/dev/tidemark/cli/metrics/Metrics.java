package dev.tidemark.cli.metrics;

import dev.tidemark.cli.status.NodeReport;
import dev.tidemark.cli.status.NodeReport.Percentiles;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.Held;
import dev.tidemark.online.lookup.PeerMeasures;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Protocol;
import dev.tidemark.online.served.Outcome;
import dev.tidemark.online.store.RocksFigures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All measurements of a node: {@code docs/reference/metrics.md}. Any thread, at any time. */
public final class Metrics implements AutoCloseable {
  private static final Duration[] BUCKETS =
      IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** No feature service can have this name. */
  private static final String NO_SERVICE = "-";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Gauges gauges = new Gauges(registry);
  private final Map<Log, Latencies> readable = new ConcurrentHashMap<>();
  private final Map<Answer, Answered> answered = new ConcurrentHashMap<>();
  private final Map<Served, Counter> served = new ConcurrentHashMap<>();
  private final Map<Logged, Counter> logged = new ConcurrentHashMap<>();
  private final LookupTimes lookups = new LookupTimes();
  private final NodesMetrics nodes = new NodesMetrics(registry);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final InstantSource clock;

  public Metrics(InstantSource clock) {
    this.clock = clock;
    Collector histogram = this::histogram;
    registry.getPrometheusRegistry().register(histogram);
    registry.getPrometheusRegistry().register(lookups);
    MultiCollector ofNodes = nodes;
    registry.getPrometheusRegistry().register(ofNodes);
    Stream.of(
            new JvmMemoryMetrics(),
            collections,
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
  }

  private record Log(String source, String entity) {}

  private record Answer(String endpoint, int status) {}

  private record Answered(Counter count, Timer latency) {}

  private record Served(String view, Status status) {}

  private record Logged(String service, Outcome outcome) {}

  /** From now on a scrape tells RocksDB's own numbers. */
  public void rocksdb(Supplier<RocksFigures> now) {
    MultiCollector collector = new RocksMetrics(now);
    registry.getPrometheusRegistry().register(collector);
  }

  /** Who counts what other nodes are asked. */
  public PeerMeasures peers() {
    return nodes;
  }

  /** From now on a scrape tells which partitions are here. */
  public void held(Supplier<Map<String, Held>> now) {
    nodes.held(now);
  }

  /** Who takes the append times of a log's events, in microseconds, once they can be read. */
  public LongConsumer readable(String source, String entity) {
    Latencies of = latencies(source, entity);
    return appended -> of.add(Micros.ofMillis(clock.millis()) - appended);
  }

  /** How long events took within the last minute to become readable; empty when none came. */
  public Optional<Percentiles> recentlyReadable(String source, String entity) {
    return latencies(source, entity).recent();
  }

  private Latencies latencies(String source, String entity) {
    return readable.computeIfAbsent(new Log(source, entity), log -> new Latencies());
  }

  /** To be called every few seconds: what is recent moves on. */
  public void tick() {
    readable.values().forEach(Latencies::tick);
  }

  private MetricSnapshot histogram() {
    HistogramSnapshot.Builder all =
        HistogramSnapshot.builder()
            .name("tidemark_readable_latency_seconds")
            .help("From an event's append to the feature log until lookups see it.");
    readable.forEach((log, of) ->
        all.dataPoint(of.snapshot(Labels.of("source", log.source(), "entity", log.entity()))));
    return all.build();
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

  /** A lookup was answered; without a service, features were listed. */
  public void lookedUp(Optional<String> service, Protocol protocol, Stages stages) {
    lookups.add(service.orElse(NO_SERVICE), protocol, stages);
  }

  /** So many rows for the serving log of a service were sent, or not. */
  public void logged(String service, Outcome outcome, long rows) {
    logged.computeIfAbsent(new Logged(service, outcome), this::logged).increment((double) rows);
  }

  private Counter logged(Logged of) {
    return Counter.builder("tidemark.serving.log.rows")
        .description("Rows for the serving log.")
        .tag("service", of.service())
        .tag("outcome", of.outcome().name().toLowerCase(Locale.ROOT))
        .register(registry);
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

  /** Garbage collections are no longer listened to. */
  @Override
  public void close() {
    collections.close();
  }
}
