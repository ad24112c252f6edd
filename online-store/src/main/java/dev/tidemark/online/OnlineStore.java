package dev.tidemark.online;

import dev.tidemark.online.fold.Fold;
import dev.tidemark.online.fold.FoldElsewhere;
import dev.tidemark.online.fold.FoldJobs;
import dev.tidemark.online.fold.FoldSettings;
import dev.tidemark.online.fold.ReadableListener;
import dev.tidemark.online.lookup.Elsewhere;
import dev.tidemark.online.lookup.Held;
import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.LookupEngine;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.PeerMeasures;
import dev.tidemark.online.lookup.PeerReads;
import dev.tidemark.online.lookup.Peers;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.store.RocksFigures;
import dev.tidemark.online.store.RocksMemory;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Role;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The online store of a node: the jobs that keep it, here or elsewhere, and the lookups. */
public final class OnlineStore implements Role, Lookups {
  private final RocksMemory memory;
  private final Fold fold;
  private final LookupEngine engine;
  private final PeerReads reads;
  private volatile boolean answered;

  /**
   * An online store without a deployment yet.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param directory of its state; it belongs to this process alone
   * @param clock tells now
   * @param cluster where its other nodes are
   * @param readable is told of the events that lookups see
   */
  public OnlineStore(
      Map<String, String> kafka,
      Path directory,
      Settings.Serving serving,
      InstantSource clock,
      Cluster cluster,
      ReadableListener readable) {
    memory = RocksMemory.usual();
    FoldSettings settings =
        new FoldSettings(
            kafka,
            directory,
            cluster.self(),
            cluster.peers()::meet,
            cluster.replicas(),
            memory,
            readable);
    fold = cluster.folds() ? new FoldJobs(settings) : new FoldElsewhere(settings, cluster.peers());
    engine =
        new LookupEngine(
            fold::serving,
            clock,
            serving.keepExpired(),
            new Elsewhere(cluster.peers(), Elsewhere.Bounds.of(serving), cluster.measures()));
    reads = new PeerReads(fold);
  }

  /**
   * The nodes that share the state.
   *
   * @param folds whether this node folds, or has all of the state elsewhere
   * @param self where others ask this one; known when the first version is deployed
   * @param replicas copies of each partition on other nodes
   * @param peers the others
   * @param measures are told of what they are asked
   */
  public record Cluster(
      boolean folds, Supplier<Host> self, int replicas, Peers peers, PeerMeasures measures) {

    /** A node that is alone. */
    public static final Cluster ALONE =
        new Cluster(true, () -> new Host("localhost", 1), 0, Peers.NONE, PeerMeasures.NONE);
  }

  /**
   * Whether lookups can be answered: every entity that was deployed when this began has been
   * readable. One that is added later makes no difference to the others.
   */
  public boolean answers() {
    if (!answered) {
      answered =
          serving()
              .map(of ->
                  of.deployment().logs().stream()
                      .allMatch(log -> of.entities().containsKey(log.entity().name())))
              .orElse(false);
    }
    return answered;
  }

  /** What is here, for other nodes. */
  public PeerReads reads() {
    return reads;
  }

  @Override
  public Optional<Serving> serving() {
    return engine.serving();
  }

  @Override
  public Elsewhere elsewhere() {
    return engine.elsewhere();
  }

  @Override
  public Optional<Deployment> deployment() {
    return engine.deployment();
  }

  @Override
  public CompletableFuture<LookupResult> lookup(LookupRequest request) {
    return engine.lookup(request);
  }

  @Override
  public void deploy(Deployment deployment) {
    fold.deploy(deployment);
  }

  @Override
  public void hear(Deployment deployment) {
    fold.hear(deployment);
  }

  @Override
  public List<Job> awaited() {
    return fold.awaited();
  }

  @Override
  public List<Job> jobs() {
    return fold.jobs();
  }

  /**
   * The time of the newest event of each view that has come in this process and can be read, in
   * microseconds since the epoch.
   */
  public Map<String, Long> newestEvents() {
    return fold.newestEvents();
  }

  /** How many bytes the state of each entity takes on disk. */
  public Map<String, Long> stateBytes() {
    return fold.stateBytes();
  }

  /** Which partitions are here, of the state of each entity that lookups are answered from. */
  public Map<String, Held> held() {
    Map<String, Held> held = new TreeMap<>();
    serving()
        .ifPresent(
            of -> of.entities().forEach((entity, source) -> held.put(entity, Held.of(source))));
    return held;
  }

  /** RocksDB's own numbers, as they are now. */
  public RocksFigures figures() {
    return fold.figures();
  }

  /** Stops the jobs; lookups that still come in find no state. */
  @Override
  public void close() {
    fold.close();
    memory.close();
  }
}
