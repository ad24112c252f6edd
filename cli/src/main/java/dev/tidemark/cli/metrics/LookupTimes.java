package dev.tidemark.cli.metrics;

import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.lookup.Stages.Stage;
import dev.tidemark.online.request.Protocol;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** How long lookups and their stages took, by feature service. For any number of threads. */
final class LookupTimes implements MultiCollector {
  private static final Stage[] STAGES = Stage.values();

  /** In nanoseconds: 10 µs to 10 s, three to a decade. */
  static final Histogram.Bounds BOUNDS =
      new Histogram.Bounds(
          LongStream.concat(
                  LongStream.iterate(10_000, decade -> decade <= 1_000_000_000, d -> d * 10)
                      .flatMap(decade -> LongStream.of(decade, 2 * decade, 5 * decade)),
                  LongStream.of(10_000_000_000L))
              .toArray(),
          1e9);

  private final Map<String, OfService> services = new ConcurrentHashMap<>();

  private record OfService(Map<Protocol, Histogram> whole, Map<Stage, Histogram> stages) {
    OfService(String service) {
      this(new EnumMap<>(Protocol.class), new EnumMap<>(Stage.class));
      for (Protocol protocol : Protocol.values()) {
        whole.put(protocol, new Histogram(BOUNDS));
      }
      for (Stage stage : STAGES) {
        stages.put(stage, new Histogram(BOUNDS));
      }
    }

    void add(Protocol protocol, Stages of) {
      of(whole, protocol).add(of.nanos());
      for (Stage stage : STAGES) {
        of(stages, stage).add(of.nanos(stage));
      }
    }

    private static <K> Histogram of(Map<K, Histogram> histograms, K key) {
      return Objects.requireNonNull(histograms.get(key));
    }
  }

  void add(String service, Protocol protocol, Stages stages) {
    services.computeIfAbsent(service, OfService::new).add(protocol, stages);
  }

  @Override
  public MetricSnapshots collect() {
    HistogramSnapshot.Builder whole =
        HistogramSnapshot.builder()
            .name("tidemark_lookup_seconds")
            .help("How long lookups took that were answered.");
    HistogramSnapshot.Builder parts =
        HistogramSnapshot.builder()
            .name("tidemark_lookup_stage_seconds")
            .help("How long the stages of lookups took.");
    services.forEach((service, of) -> {
      of.whole()
          .forEach((protocol, histogram) -> {
            Labels labels = Labels.of("service", service, "protocol", lower(protocol));
            whole.dataPoint(histogram.snapshot(labels));
          });
      of.stages()
          .forEach((stage, histogram) -> {
            Labels labels = Labels.of("service", service, "stage", lower(stage));
            parts.dataPoint(histogram.snapshot(labels));
          });
    });
    return MetricSnapshots.of(whole.build(), parts.build());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
