package dev.tidemark.ingest;

import dev.tidemark.ingest.cutoff.CutOffs;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Role;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * SHAPE: for each source that has views one Kafka Streams application, stateless and exactly-once,
 * that writes the source's events into its feature logs. An event gives all its rows or one dead
 * letter.
 */
public final class ShapeJobs implements Role {
  private final StreamsSettings settings;
  private final Admin admin;
  private final Surroundings surroundings;
  private final Map<String, ShapeJob> jobs = new ConcurrentSkipListMap<>();
  private final Map<String, Counters> counters = new ConcurrentSkipListMap<>();
  private volatile @Nullable CutOffs cutOffs;

  /**
   * No job runs before {@link #deploy}.
   *
   * @param kafka settings of every Kafka client, with {@code bootstrap.servers}
   * @param stateDirectory of the node, and of no other; the node's name is kept there
   * @param schemas where messages without a schema file find their schemas
   * @param clock what event times may not be too far ahead of
   * @throws java.io.UncheckedIOException when the directory cannot be read or written
   */
  public ShapeJobs(
      Map<String, String> kafka,
      Path stateDirectory,
      Optional<Settings.SchemaRegistry> schemas,
      InstantSource clock) {
    Path directory = stateDirectory.resolve("shape");
    this.settings = new StreamsSettings(kafka, directory, NodeName.in(directory));
    this.admin = Admin.create(Map.copyOf(kafka));
    this.surroundings = new Surroundings(clock, schemas.map(SchemaRegistry::new));
  }

  /** {@inheritDoc} The topics of the deployment exist already. */
  @Override
  public void deploy(Deployment deployment) {
    CutOffs files = cutOffs(deployment);
    synchronized (jobs) {
      deploy(ShapePlan.of(deployment), files);
    }
  }

  private void deploy(Map<String, ShapePlan> unfilled, CutOffs files) {
    Map<String, ShapePlan> plans = new LinkedHashMap<>();
    unfilled.forEach((source, plan) -> plans.put(source, plan.fromFiles(files.ranges())));
    for (ShapeJob job : List.copyOf(jobs.values())) {
      String source = job.plan().source().name();
      ShapePlan plan = plans.get(source);
      if (plan == null || !job.move(plan)) {
        job.close();
        jobs.remove(source);
      }
    }
    plans.forEach((source, plan) -> jobs.computeIfAbsent(source, name -> start(name, plan)));
  }

  /** The topics exist from the first deployment on. */
  private CutOffs cutOffs(Deployment deployment) {
    CutOffs known = cutOffs;
    if (known == null) {
      known = new CutOffs(settings.kafka(), deployment.topics().backfills(), this::refill);
      cutOffs = known;
    }
    return known;
  }

  /** Running jobs go on without the events that files now bring. */
  private void refill(CutOffs files) {
    synchronized (jobs) {
      for (ShapeJob job : jobs.values()) {
        job.move(job.plan().fromFiles(files.ranges()));
      }
    }
  }

  private ShapeJob start(String source, ShapePlan plan) {
    Counters counts = counters.computeIfAbsent(source, name -> new Counters());
    return new ShapeJob(plan, settings, admin, surroundings, counts);
  }

  @Override
  public List<Job> jobs() {
    return List.copyOf(jobs.values());
  }

  /** What has been done with the events of each source that has had a job here, by its name. */
  public Map<String, ShapeCounts> counts() {
    Map<String, ShapeCounts> counts = new TreeMap<>();
    counters.forEach((source, counter) -> counts.put(source, counter.counts()));
    return counts;
  }

  @Override
  public void close() {
    CutOffs known = cutOffs;
    if (known != null) {
      known.close();
    }
    surroundings.schemas().ifPresent(SchemaRegistry::close);
    jobs.values().forEach(ShapeJob::close);
    jobs.clear();
    admin.close();
  }
}
