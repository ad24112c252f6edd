package dev.tidemark.cli.node;

import dev.tidemark.cli.metrics.Metrics;
import dev.tidemark.cli.status.NodeReport;
import dev.tidemark.cli.status.NodeReport.FailureReport;
import dev.tidemark.cli.status.NodeReport.JobReport;
import dev.tidemark.cli.status.NodeReport.SourceReport;
import dev.tidemark.cli.status.NodeReport.StateReport;
import dev.tidemark.cli.status.NodeReport.ViewReport;
import dev.tidemark.cli.status.Sliding;
import dev.tidemark.ingest.ShapeCounts;
import dev.tidemark.ingest.ShapeJobs;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Restore;
import dev.tidemark.registry.job.Setbacks;
import dev.tidemark.registry.kafka.GroupOffsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a node's parts, when asked and every few seconds. Any thread. */
final class Vitals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final Duration RATES = Duration.ofMinutes(1);
  private static final Duration SHARES = Duration.ofMinutes(5);

  /** Of fewer events within {@link #SHARES} no share raises an alert. */
  private static final long LEAST_EVENTS = 100;

  private final Body body;
  private final Settings settings;
  private final InstantSource clock;
  private final Sliding taken = new Sliding(RATES, System.nanoTime());
  private final Sliding accepted = new Sliding(SHARES, System.nanoTime());
  private final Sliding refused = new Sliding(SHARES, System.nanoTime());
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidemark-vitals").factory());
  private volatile @Nullable NodeReport latest;

  /** What is looked at. */
  record Body(
      Deployer deployer, Admin admin, ShapeJobs shape, OnlineStore online, Metrics metrics) {}

  Vitals(Body body, Settings settings, InstantSource clock) {
    this.body = body;
    this.settings = settings;
    this.clock = clock;
    var _ =
        rounds.scheduleWithFixedDelay(
            this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      long nanos = System.nanoTime();
      NodeReport now = report();
      latest = now;
      body.metrics().tick();
      Map<String, Long> events = new HashMap<>();
      now.jobs().forEach(job -> events.put(job.name(), job.events()));
      taken.add(nanos, events);
      Map<String, Long> good = new HashMap<>();
      Map<String, Long> bad = new HashMap<>();
      body.shape()
          .counts()
          .forEach((source, counts) -> {
            good.put(source, counts.accepted());
            bad.put(source, counts.refusals());
          });
      accepted.add(nanos, good);
      refused.add(nanos, bad);
    } catch (RuntimeException e) {
      LOG.warn("Cannot look at the node; trying again", e);
    }
  }

  /** As the node was a few seconds ago; never waits for Kafka once there was a round. */
  NodeReport latest() {
    NodeReport known = latest;
    return known == null ? report() : known;
  }

  NodeReport report() {
    Optional<Deployment> deployment = body.deployer().deployed();
    Optional<Version> version = deployment.map(Deployment::version);
    List<Job> jobs = body.deployer().jobs();
    Optional<Map<TopicPartition, Long>> ends = ends(jobs);
    return new NodeReport(
        settings.project(),
        version.map(Version::number).orElse(0),
        version.flatMap(v -> v.origin().commit()).orElse(null),
        body.deployer().problem().orElse(null),
        body.deployer().ready(),
        ends.isPresent(),
        reports(jobs, ends),
        deployment.map(this::views).orElse(List.of()),
        sources(),
        body.online().stateBytes().entrySet().stream()
            .map(of -> new StateReport(of.getKey(), of.getValue()))
            .toList(),
        Setbacks.free(settings.state().directory()));
  }

  private List<JobReport> reports(List<Job> jobs, Optional<Map<TopicPartition, Long>> ends) {
    List<JobReport> reports = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Job job : jobs) {
      // Beside a job that answers there may be the one that will follow it
      String name = names.add(job.name()) ? job.name() : job.name() + " (next)";
      reports.add(report(name, job, ends));
    }
    return reports;
  }

  private Optional<Map<TopicPartition, Long>> ends(List<Job> jobs) {
    Set<String> inputs = new HashSet<>();
    jobs.forEach(job -> inputs.addAll(job.inputs()));
    try {
      return Optional.of(GroupOffsets.ends(body.admin(), inputs));
    } catch (KafkaException e) {
      return Optional.empty();
    }
  }

  private JobReport report(String name, Job job, Optional<Map<TopicPartition, Long>> ends) {
    Long lag = null;
    Restore restore = null;
    if (ends.isPresent()) {
      try {
        lag = lag(job, ends.get());
        restore = job.restore().orElse(null);
      } catch (KafkaException e) {
        LOG.debug("Cannot say how far {} is", name, e);
      }
    }
    return new JobReport(
        name,
        job.state().name(),
        job.inputs(),
        lag,
        job.events(),
        taken.growth(name, job.events(), System.nanoTime()).perSecond(),
        restore,
        job.setbacks()
            .last()
            .map(f -> new FailureReport(f.time().toString(), f.reason()))
            .orElse(null),
        failures(job));
  }

  private static Map<String, Long> failures(Job job) {
    Map<String, Long> failures = new TreeMap<>();
    job.setbacks()
        .counts()
        .forEach((cause, count) -> failures.put(cause.name().toLowerCase(Locale.ROOT), count));
    return failures;
  }

  private static long lag(Job job, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> progress = job.progress();
    return ends.entrySet().stream()
        .filter(end -> job.inputs().contains(end.getKey().topic()))
        .mapToLong(end -> end.getValue() - progress.getOrDefault(end.getKey(), 0L))
        .filter(behind -> behind > 0)
        .sum();
  }

  private List<ViewReport> views(Deployment deployment) {
    Map<String, Long> newest = body.online().newestEvents();
    List<ViewReport> views = new ArrayList<>();
    new TreeMap<>(deployment.views())
        .forEach((name, view) -> views.add(report(name, view, newest.get(name))));
    return views;
  }

  private ViewReport report(String name, Join view, @Nullable Long newest) {
    String entity = view.log().entity().name();
    String source = view.log().source().name();
    Double freshness =
        newest == null ? null : Math.max(0, Micros.of(clock.instant()) - newest) / 1e6;
    return new ViewReport(
        name,
        entity,
        source,
        freshness,
        body.metrics().recentlyReadable(source, entity).orElse(null));
  }

  private List<SourceReport> sources() {
    List<SourceReport> sources = new ArrayList<>();
    body.shape().counts().forEach((name, counts) -> sources.add(report(name, counts)));
    return sources;
  }

  private SourceReport report(String source, ShapeCounts counts) {
    long nanos = System.nanoTime();
    long bad = refused.growth(source, counts.refusals(), nanos).count();
    long all = bad + accepted.growth(source, counts.accepted(), nanos).count();
    double share = all == 0 ? 0 : (double) bad / all;
    boolean alert = all >= LEAST_EVENTS && share > settings.deadLetters().alertShare();
    Map<String, Long> leftOut =
        new TreeMap<>(Map.of("repeated", counts.duplicates(), "backfilled", counts.beforeCutOff()));
    return new SourceReport(
        source, counts.accepted(), new TreeMap<>(counts.refused()), leftOut, share, alert);
  }

  /** Waits for a round that runs, for it looks at parts that are stopped next. */
  @Override
  public void close() {
    rounds.shutdownNow();
    try {
      rounds.awaitTermination(ROUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
