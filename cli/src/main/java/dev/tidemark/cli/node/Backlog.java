package dev.tidemark.cli.node;

import dev.tidemark.ingest.push.EventPushes;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.PushException;
import dev.tidemark.registry.job.Role;
import dev.tidemark.registry.kafka.GroupOffsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many events of a source wait to be shaped and folded, measured in the background for the
 * sources to which events are pushed. Until the first measurement, and when the broker does not
 * answer, the one before it counts.
 */
final class Backlog implements EventPushes.Backlog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final int most;
  private final Supplier<Optional<Deployment>> deployed;
  private final Role shape;
  private final Role fold;
  private final Admin admin;
  private final Map<String, Long> lags = new ConcurrentHashMap<>();

  /** When a source was last pushed to, by the machine's own clock. */
  private final Map<String, Long> pushed = new ConcurrentHashMap<>();

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidemark-backlog").factory());

  Backlog(int most, Supplier<Optional<Deployment>> deployed, Role shape, Role fold, Admin admin) {
    this.most = most;
    this.deployed = deployed;
    this.shape = shape;
    this.fold = fold;
    this.admin = admin;
    var _ =
        timer.scheduleWithFixedDelay(this::measure, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void check(Source source) {
    pushed.put(source.name(), System.nanoTime());
    long lag = lags.getOrDefault(source.name(), 0L);
    if (lag > most) {
      throw new PushException(
          PushException.Kind.LAGGING,
          ("Cannot push to source %s: %,d of its events wait for their effect, and push.max_lag is"
                  + " %,d; push again later")
              .formatted(source.name(), lag, most));
    }
  }

  private void measure() {
    try {
      long now = System.nanoTime();
      pushed.values().removeIf(last -> now - last > REMEMBERED.toNanos());
      deployed.get().ifPresent(this::measure);
    } catch (KafkaException e) {
      LOG.debug("Cannot measure how many events wait", e);
    } catch (RuntimeException e) {
      LOG.warn("Cannot measure how many events wait", e);
    }
  }

  private void measure(Deployment deployment) {
    for (Source source : deployment.version().definitions().sources()) {
      if (pushed.containsKey(source.name())) {
        List<String> logs =
            deployment.logs().stream()
                .filter(log -> log.source().name().equals(source.name()))
                .map(FeatureLog::topic)
                .toList();
        long folding = logs.stream().mapToLong(log -> lag(fold, log)).max().orElse(0);
        lags.put(source.name(), lag(shape, source.topic()) + folding);
      }
    }
  }

  /** Of several jobs the one that is ahead counts: the others are on their way to replace it. */
  private long lag(Role role, String topic) {
    Map<TopicPartition, Long> ends = GroupOffsets.ends(admin, List.of(topic));
    return role.jobs().stream()
        .filter(job -> job.inputs().contains(topic))
        .mapToLong(job -> lag(job, ends))
        .min()
        .orElse(0);
  }

  private static long lag(Job job, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> progress = job.progress();
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - progress.getOrDefault(end.getKey(), 0L)))
        .sum();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
