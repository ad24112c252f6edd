package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.store.PartitionedState;
import dev.tidemark.online.store.RocksFigures;
import dev.tidemark.online.store.RocksFigures.Figure;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.job.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * FOLD: a job for each entity. A deployment that keeps the same of an entity goes on with its job;
 * one that keeps something else gets a job beside the old one, which reads the logs from their
 * beginning, and lookups switch to it when it has caught up.
 */
public final class FoldJobs implements Fold {
  private static final Logger LOG = LoggerFactory.getLogger(FoldJobs.class);
  private static final long CHECK_MILLIS = 100;
  private static final long NOTE_MILLIS = 500;
  private static final long CLEAN_MINUTES = 10;
  private static final long OTHERS_NANOS = 3_000_000_000L;

  private final FoldSettings settings;
  private final Admin admin;
  private final Leftovers leftovers;
  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidemark-fold").factory());
  private final Stalls stalls = new Stalls();
  private final ScheduledExecutorService noting =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidemark-fold-notes").factory());
  private final Map<String, EntityFold> entities = new TreeMap<>();
  private final List<Left> left = new ArrayList<>();

  private final HeardPlans plans = new HeardPlans();

  /** All jobs that can be read, by application. */
  private final Map<String, FoldJob> readable = new ConcurrentHashMap<>();

  /** The applications of jobs that were left and are not yet gone. */
  private final Set<String> going = new HashSet<>();

  /** A job that this node no longer reads; others may do so for a moment. */
  private record Left(FoldJob job, long since) {
    boolean over(long now) {
      return !job.placement().shared() || now - since > OTHERS_NANOS;
    }
  }

  private @Nullable Deployment deployment;
  private volatile Optional<Serving> serving = Optional.empty();

  /** FOLD without a deployment yet. */
  public FoldJobs(FoldSettings settings) {
    this.settings = settings;
    this.admin = Admin.create(new LinkedHashMap<String, Object>(settings.kafka()));
    this.leftovers = new Leftovers(settings, admin);
    stalls.start();
    var _ =
        background.scheduleWithFixedDelay(
            this::check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    var _ =
        noting.scheduleWithFixedDelay(this::note, NOTE_MILLIS, NOTE_MILLIS, TimeUnit.MILLISECONDS);
    var _ =
        noting.scheduleWithFixedDelay(
            () -> readable.values().forEach(this::clean),
            CLEAN_MINUTES,
            CLEAN_MINUTES,
            TimeUnit.MINUTES);
  }

  @Override
  public void hear(Deployment of) {
    plans.hear(of, readable.keySet());
  }

  @Override
  public Optional<Serving.Source> source(String application, int version) {
    return Optional.ofNullable(readable.get(application))
        .flatMap(job ->
            plans
                .find(application, version)
                .map(plan -> plan.source(job.partitions(), job.logs(), job.placement())));
  }

  private void note() {
    for (FoldJob job : readable.values()) {
      try {
        job.placement().note(admin);
      } catch (RuntimeException e) {
        LOG.debug("Cannot tell how far the copies of {} are behind", job.name(), e);
      }
    }
  }

  private void clean(FoldJob job) {
    job.partitions().removeUnused(settings.streamsFolder(job.plan().application()));
  }

  @Override
  public Optional<Serving> serving() {
    return serving;
  }

  @Override
  public synchronized void deploy(Deployment to) {
    Map<String, EntityPlan> plans = EntityPlan.of(to);
    awaitGone(plans.values());
    if (deployment == null) {
      leftovers.removeAllBut(
          to.topics(), plans.values().stream().map(EntityPlan::application).toList());
    }
    deployment = to;
    plans.forEach((entity, plan) -> {
      EntityFold known = entities.get(entity);
      if (known == null) {
        entities.put(entity, new EntityFold(plan, this::start));
      } else {
        known.move(plan);
      }
    });
    entities
        .entrySet()
        .removeIf(entity -> {
          boolean gone = !plans.containsKey(entity.getKey());
          if (gone) {
            leave(entity.getValue().running());
            leave(entity.getValue().takeLeft());
          }
          return gone;
        });
    entities.values().forEach(fold -> leave(fold.takeLeft()));
    publish();
  }

  /** A plan that comes back soon finds its old job still going, with the same name and folder. */
  private void awaitGone(Collection<EntityPlan> plans) {
    try {
      while (plans.stream().map(EntityPlan::application).anyMatch(going::contains)) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e); // sets the thread's flag
    }
  }

  private void leave(List<FoldJob> jobs) {
    for (FoldJob job : jobs) {
      left.add(new Left(job, System.nanoTime()));
      going.add(job.plan().application());
    }
  }

  private synchronized void gone(FoldJob job) {
    going.remove(job.plan().application());
    notifyAll();
  }

  private FoldJob start(EntityPlan plan) {
    FoldJob job = new FoldJob(plan, settings, admin, stalls);
    readable.put(plan.application(), job);
    return job;
  }

  private void publish() {
    if (deployment != null) {
      Map<String, Serving.Source> sources = new TreeMap<>();
      entities.forEach((name, fold) -> fold.source().ifPresent(s -> sources.put(name, s)));
      serving = Optional.of(new Serving(deployment, sources));
      entities.entrySet().stream()
          .filter(entity -> sources.containsKey(entity.getKey()))
          .forEach(entity -> entity.getValue().answers());
    }
  }

  /** Switches what has caught up, then removes what is left. */
  private void check() {
    try {
      for (FoldJob job : advance()) {
        try {
          readable.remove(job.plan().application(), job);
          leftovers.remove(job);
        } finally {
          gone(job);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("Cannot check the fold jobs; trying again", e);
    }
  }

  private synchronized List<FoldJob> advance() {
    readable.values().forEach(FoldJob::refresh);
    boolean changed = false;
    for (EntityFold fold : entities.values()) {
      changed |= fold.advance();
    }
    if (changed) {
      publish();
    }
    entities.values().forEach(fold -> leave(fold.takeLeft()));
    long now = System.nanoTime();
    List<FoldJob> over = left.stream().filter(of -> of.over(now)).map(Left::job).toList();
    left.removeIf(of -> over.contains(of.job()));
    return over;
  }

  @Override
  public synchronized List<Job> jobs() {
    return entities.values().stream()
        .flatMap(fold -> fold.running().stream())
        .collect(Collectors.toList());
  }

  @Override
  public synchronized Map<String, Long> newestEvents() {
    Map<String, Long> newest = new TreeMap<>();
    entities.values().forEach(fold -> newest.putAll(fold.newestEvents()));
    return newest;
  }

  private synchronized Map<String, List<FoldJob>> running() {
    Map<String, List<FoldJob>> running = new TreeMap<>();
    entities.forEach((entity, fold) -> running.put(entity, fold.running()));
    return running;
  }

  @Override
  public RocksFigures figures() {
    Map<String, List<Figure>> figures = new TreeMap<>();
    running()
        .forEach((entity, of) ->
            figures.put(
                entity, PartitionedState.figures(of.stream().map(FoldJob::partitions).toList())));
    return settings.memory().figures(figures);
  }

  @Override
  public Map<String, Long> stateBytes() {
    Map<String, Long> bytes = new TreeMap<>();
    running()
        .forEach((entity, of) ->
            bytes.put(
                entity, of.stream().mapToLong(j -> settings.bytes(j.plan().application())).sum()));
    return bytes;
  }

  @Override
  public void close() {
    stalls.close();
    noting.shutdownNow();
    background.shutdown();
    try {
      background.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      serving = serving.map(last -> new Serving(last.deployment(), Map.of()));
      entities.values().forEach(fold -> leave(fold.takeLeft()));
      entities.values().forEach(fold -> leave(fold.running()));
      left.parallelStream().map(Left::job).forEach(FoldJob::stop);
    }
    admin.close();
  }
}
