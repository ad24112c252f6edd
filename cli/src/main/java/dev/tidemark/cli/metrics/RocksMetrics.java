package dev.tidemark.cli.metrics;

import dev.tidemark.online.store.RocksFigures;
import dev.tidemark.online.store.RocksFigures.Figure;
import dev.tidemark.online.store.RocksFigures.Reads;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** RocksDB's own numbers, read at every scrape. */
record RocksMetrics(Supplier<RocksFigures> now) implements MultiCollector {
  private static final String PREFIX = "tidemark_rocksdb_";

  private record Labelled(Labels labels, Figure figure) {}

  @Override
  public MetricSnapshots collect() {
    RocksFigures figures = now.get();
    Map<String, List<Labelled>> byName = new LinkedHashMap<>();
    figures.process().forEach(figure -> add(byName, new Labelled(Labels.EMPTY, figure)));
    figures
        .entities()
        .forEach((entity, of) ->
            of.forEach(figure -> add(byName, new Labelled(Labels.of("entity", entity), figure))));
    List<MetricSnapshot> snapshots = new ArrayList<>();
    byName.values().forEach(points -> snapshots.add(snapshot(points)));
    snapshots.add(reads(figures.reads()));
    return new MetricSnapshots(snapshots);
  }

  private static void add(Map<String, List<Labelled>> byName, Labelled point) {
    byName.computeIfAbsent(point.figure().name(), name -> new ArrayList<>()).add(point);
  }

  private static MetricSnapshot snapshot(List<Labelled> points) {
    Figure first = points.getFirst().figure();
    String name = PREFIX + first.name();
    return switch (first.kind()) {
      case COUNTER -> {
        CounterSnapshot.Builder all = CounterSnapshot.builder().name(name).help(first.meaning());
        points.forEach(point ->
            all.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(point.labels())
                    .value(point.figure().value())
                    .build()));
        yield all.build();
      }
      case GAUGE -> {
        GaugeSnapshot.Builder all = GaugeSnapshot.builder().name(name).help(first.meaning());
        points.forEach(point ->
            all.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(point.labels())
                    .value(point.figure().value())
                    .build()));
        yield all.build();
      }
    };
  }

  private static MetricSnapshot reads(List<Reads> reads) {
    SummarySnapshot.Builder all =
        SummarySnapshot.builder()
            .name(PREFIX + "read_seconds")
            .help("How long reads took since the process started.");
    for (Reads of : reads) {
      all.dataPoint(
          SummaryDataPointSnapshot.builder()
              .labels(Labels.of("call", of.call()))
              .count(of.count())
              .sum(of.sumSeconds())
              .quantiles(Quantiles.of(new Quantile(0.5, of.p50()), new Quantile(0.99, of.p99())))
              .build());
    }
    return all.build();
  }
}
