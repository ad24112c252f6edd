package dev.tidemark.cli.metrics;

import dev.tidemark.cli.status.NodeReport;
import dev.tidemark.cli.status.NodeReport.JobReport;
import dev.tidemark.cli.status.NodeReport.SourceReport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a report says, as meters. */
final class Gauges {
  private final MeterRegistry registry;
  private final MultiGauge state;
  private final MultiGauge lag;
  private final MultiGauge restored;
  private final MultiGauge freshness;
  private final MultiGauge share;
  private final MultiGauge alert;
  private final MultiGauge bytes;
  private final MultiGauge broker;
  private final MultiGauge free;
  private volatile @Nullable NodeReport shown;

  Gauges(MeterRegistry registry) {
    this.registry = registry;
    state = gauge("tidemark.job.state", "1 for the state that the job is in.");
    lag = gauge("tidemark.job.lag.events", "Records of the inputs that have not taken effect.");
    restored = gauge("tidemark.job.restored.ratio", "How much of the state is there, up to 1.");
    freshness =
        gauge("feast.feature.freshness.seconds", "Age of the newest event that can be served.");
    share =
        gauge("tidemark.dead.letter.share", "Dead letters among the events of the last 5 minutes.");
    alert = gauge("tidemark.dead.letter.alert", "1 while that share is above the setting.");
    bytes = gauge("tidemark.state.bytes", "Size of an entity's state on disk.");
    broker = gauge("tidemark.broker.up", "1 while Kafka answers.");
    free = gauge("tidemark.state.free.bytes", "What may still be written where the state is.");
  }

  private MultiGauge gauge(String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** From now on the meters say this. */
  void show(NodeReport report) {
    shown = report;
    report.jobs().forEach(this::count);
    report.sources().forEach(this::count);
    set(
        state,
        report.jobs().stream()
            .map(job -> row(1, "job", job.name(), "state", job.state().toLowerCase(Locale.ROOT))));
    set(
        lag,
        report.jobs().stream()
            .filter(job -> job.lag() != null)
            .map(job -> row(Objects.requireNonNull(job.lag()), "job", job.name())));
    set(restored, report.jobs().stream().map(job -> row(restored(job), "job", job.name())));
    set(
        freshness,
        report.views().stream()
            .filter(view -> view.freshnessSeconds() != null)
            .map(view ->
                row(
                    Objects.requireNonNull(view.freshnessSeconds()),
                    "feature_view",
                    view.name(),
                    "project",
                    report.project())));
    set(share, report.sources().stream().map(of -> row(of.recentShare(), "source", of.name())));
    set(alert, report.sources().stream().map(of -> row(of.alert() ? 1 : 0, "source", of.name())));
    set(broker, Stream.of(row(report.brokerAnswers() ? 1 : 0)));
    set(free, Stream.of(row(report.stateFreeBytes())));
    set(bytes, report.states().stream().map(of -> row(of.bytes(), "entity", of.entity())));
  }

  private static void set(MultiGauge gauge, Stream<Row<?>> rows) {
    gauge.register(rows.toList(), true);
  }

  private static Row<?> row(Number value, String... tags) {
    return Row.of(Tags.of(tags), value);
  }

  private static double restored(JobReport job) {
    return job.restore() == null ? 1 : (double) job.restore().done() / job.restore().total();
  }

  private void count(JobReport job) {
    register(
        "tidemark.job.events",
        "Events that the job has taken.",
        Tags.of("job", job.name()),
        gauges -> gauges.jobs(job.name(), JobReport::events));
    for (String reason : job.failures().keySet()) {
      register(
          "tidemark.job.failures",
          "How often the job, or a part of it, broke off.",
          Tags.of("job", job.name(), "reason", reason),
          gauges -> gauges.jobs(job.name(), of -> of.failures().getOrDefault(reason, 0L)));
    }
  }

  /** Only what is new, for Micrometer warns of the rest. */
  private void register(
      String name, String description, Tags tags, ToDoubleFunction<Gauges> value) {
    if (registry.find(name).tags(tags).functionCounter() == null) {
      FunctionCounter.builder(name, this, value)
          .description(description)
          .tags(tags)
          .register(registry);
    }
  }

  private double jobs(String job, ToLongFunction<JobReport> count) {
    return shownJobs().stream().filter(of -> of.name().equals(job)).mapToLong(count).sum();
  }

  private List<JobReport> shownJobs() {
    return shown == null ? List.of() : shown.jobs();
  }

  private void count(SourceReport source) {
    count(source, SourceReport::refused, "tidemark.dead.letters", "Events that were refused.");
    count(
        source,
        SourceReport::leftOut,
        "tidemark.events.left.out",
        "Rows whose events were there already.");
  }

  private void count(
      SourceReport source,
      Function<SourceReport, Map<String, Long>> counts,
      String name,
      String description) {
    for (String reason : counts.apply(source).keySet()) {
      register(
          name,
          description,
          Tags.of("source", source.name(), "reason", reason),
          gauges -> gauges.sum(source.name(), counts, reason));
    }
  }

  private double sum(
      String source, Function<SourceReport, Map<String, Long>> counts, String reason) {
    return shownSources().stream()
        .filter(of -> of.name().equals(source))
        .mapToLong(of -> counts.apply(of).getOrDefault(reason, 0L))
        .sum();
  }

  private List<SourceReport> shownSources() {
    return shown == null ? List.of() : shown.sources();
  }
}
