package dev.tidemark.cli.metrics;

import dev.tidemark.online.lookup.Held;
import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.PeerException;
import dev.tidemark.online.lookup.PeerMeasures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What this node asks of others, and which partitions it has. For any number of threads. */
final class NodesMetrics implements PeerMeasures, MultiCollector {
  private final MeterRegistry registry;
  private final Map<Call, Histogram> calls = new ConcurrentHashMap<>();
  private final Map<Outcome, Counter> lookups = new EnumMap<>(Outcome.class);
  private final Map<Keys, Counter> keys = new ConcurrentHashMap<>();
  private volatile Supplier<Map<String, Held>> held = Map::of;

  private record Call(Host peer, Optional<PeerException.Kind> failed) {
    Labels labels() {
      return Labels.of(
          "peer", peer.toString(), "result", failed.map(NodesMetrics::lower).orElse("answered"));
    }
  }

  private record Keys(String entity, From from) {}

  NodesMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Outcome outcome : Outcome.values()) {
      lookups.put(
          outcome,
          Counter.builder("tidemark.shared.lookups")
              .description("Lookups that this node could not answer alone.")
              .tag("outcome", lower(outcome))
              .register(registry));
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** From now on a scrape tells which partitions are here. */
  void held(Supplier<Map<String, Held>> now) {
    held = now;
  }

  @Override
  public void asked(Host host, Optional<PeerException.Kind> failed, long nanos) {
    calls
        .computeIfAbsent(new Call(host, failed), of -> new Histogram(LookupTimes.BOUNDS))
        .add(nanos);
  }

  @Override
  public void helped(Outcome outcome) {
    Objects.requireNonNull(lookups.get(outcome)).increment();
  }

  @Override
  public void keys(String entity, From from, int count) {
    keys.computeIfAbsent(new Keys(entity, from), this::counter).increment(count);
  }

  private Counter counter(Keys of) {
    return Counter.builder("tidemark.shared.keys")
        .description("Keys of lookups that this node does not own.")
        .tag("entity", of.entity())
        .tag("from", lower(of.from()))
        .register(registry);
  }

  @Override
  public MetricSnapshots collect() {
    HistogramSnapshot.Builder seconds =
        HistogramSnapshot.builder()
            .name("tidemark_peer_call_seconds")
            .help("How long other nodes took that were asked for keys.");
    calls.forEach((call, of) -> seconds.dataPoint(of.snapshot(call.labels())));
    Map<String, Held> now = held.get();
    GaugeSnapshot.Builder partitions =
        GaugeSnapshot.builder().name("tidemark_partitions").help("Partitions of the state.");
    now.forEach((entity, of) -> {
      partitions.dataPoint(partitions(entity, "owned", of.owned()));
      partitions.dataPoint(partitions(entity, "copied", of.copied()));
      partitions.dataPoint(partitions(entity, "unowned", of.unowned()));
    });
    return MetricSnapshots.of(
        seconds.build(),
        partitions.build(),
        lag(now, "events", of -> of.lag().events()),
        lag(now, "seconds", of -> of.lag().millis() / 1e3));
  }

  private static GaugeDataPointSnapshot partitions(String entity, String held, int count) {
    return point(Labels.of("entity", entity, "held", held), count);
  }

  private static GaugeSnapshot lag(
      Map<String, Held> now, String unit, ToDoubleFunction<Held> value) {
    GaugeSnapshot.Builder lag =
        GaugeSnapshot.builder()
            .name("tidemark_copy_lag_" + unit)
            .help("How far the copies here are behind, the one that is most.");
    now.forEach(
        (entity, of) -> lag.dataPoint(point(Labels.of("entity", entity), value.applyAsDouble(of))));
    return lag.build();
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }
}
