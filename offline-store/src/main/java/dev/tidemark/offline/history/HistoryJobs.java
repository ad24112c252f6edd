package dev.tidemark.offline.history;

import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.RowLog;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Role;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HISTORY: every feature log and serving log as an Iceberg table, each record exactly once. A log
 * that leaves the deployment is no longer read; its table stays.
 *
 * <p>Nodes that run this role on one warehouse share the partitions of each log, as members of a
 * consumer group of the table. Each commits what it has of its own partitions, and only if the
 * table still holds of them what it began from; so whatever the group believes, a record is written
 * once. A node that stops hands its partitions over; those of one that was killed wait for it for
 * some seconds, and are then given to others. The node with partition 0 looks after the table.
 *
 * <p>The first member of a group that has none waits as long as the broker's {@code
 * group.initial.rebalance.delay.ms} says, 3 s unless it is changed, as those of SHAPE and FOLD do.
 */
public final class HistoryJobs implements Role {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryJobs.class);

  private static final Duration VIEWS_AGAIN = Duration.ofSeconds(30);

  private final HistoryJob.Place place;
  private final Warehouse warehouse;
  private final HistoryViews views;
  private final ExecutorService viewing =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("history views").factory());

  /** The logs whose views are to be kept. */
  private volatile List<FeatureLog> viewed = List.of();

  private final Map<String, Running> running = new LinkedHashMap<>();

  /** What a job's meaning depends on. */
  private record Meaning(String table, List<Column> keys, List<RowSchema> schemas, int partitions) {
    static Meaning of(RowLog log, int partitions) {
      return new Meaning(log.table(), log.keys(), log.schemas(), partitions);
    }
  }

  private record Running(Meaning meaning, HistoryJob job) {}

  /**
   * @param kafka client settings, with at least {@code bootstrap.servers}
   * @param node its name, of letters, digits, dots, hyphens and underscores; no other node of the
   *     project may have it, and it should have it again when it comes back
   */
  public HistoryJobs(
      Map<String, String> kafka, Settings.History settings, String project, String node) {
    warehouse = new Warehouse(settings, project);
    views = new HistoryViews(warehouse, project);
    place =
        new HistoryJob.Place(
            Map.copyOf(kafka),
            settings,
            warehouse,
            new HistoryJob.Writers(project, node),
            new Semaphore(1));
  }

  @Override
  public synchronized void deploy(Deployment deployment) {
    int partitions = deployment.version().partitions();
    Map<String, RowLog> wanted = new LinkedHashMap<>();
    deployment.rowLogs().forEach(log -> wanted.put(log.topic(), log));
    for (String topic : List.copyOf(running.keySet())) {
      RowLog log = wanted.get(topic);
      Running now = running.get(topic);
      if (now != null && (log == null || !now.meaning.equals(Meaning.of(log, partitions)))) {
        if (log == null) {
          now.job.close();
        } else {
          now.job.closeToReturn();
        }
        running.remove(topic);
      }
    }
    wanted.forEach(
        (topic, log) -> running.computeIfAbsent(topic, ignored -> start(log, partitions)));
    List<FeatureLog> logs = deployment.logs();
    viewed = logs;
    viewing.execute(() -> keepViews(logs));
  }

  /** Nobody waits for views, and no job depends on them. */
  private void keepViews(List<FeatureLog> logs) {
    while (viewed.equals(logs)) {
      try {
        views.keep(logs);
        return;
      } catch (RuntimeException e) {
        LOG.warn("Cannot bring the views of the history up to date; trying again", e);
      }
      try {
        Thread.sleep(VIEWS_AGAIN);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private Running start(RowLog log, int partitions) {
    HistoryJob job = new HistoryJob(place, log, partitions);
    job.start();
    return new Running(Meaning.of(log, partitions), job);
  }

  @Override
  public synchronized List<Job> jobs() {
    return running.values().stream().<Job>map(Running::job).toList();
  }

  /**
   * Commits what this node has read so far, without waiting for the commit interval. What other
   * nodes have read is committed within theirs.
   */
  public void flush() {
    List<CompletableFuture<Void>> flushes;
    synchronized (this) {
      flushes = running.values().stream().map(r -> r.job.flush()).toList();
    }
    flushes.forEach(CompletableFuture::join);
  }

  /** Commits what has been read, and stops. */
  @Override
  public synchronized void close() {
    running.values().forEach(r -> r.job.close());
    running.clear();
    viewed = List.of();
    viewing.shutdownNow();
    viewing.close();
    warehouse.close();
  }
}
