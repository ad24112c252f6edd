package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.Peers;
import dev.tidemark.online.lookup.Placement.Replicas;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.PartitionedState;
import dev.tidemark.online.store.RocksFigures;
import dev.tidemark.peer.proto.PeerServiceProto.LocateResponse;
import dev.tidemark.peer.proto.PeerServiceProto.Located;
import dev.tidemark.peer.proto.PeerServiceProto.State;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.job.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * FOLD as a node knows it that has no part in it: all of the state is on other nodes, and who has
 * what is asked of them, each in its turn.
 */
public final class FoldElsewhere implements Fold {
  private static final Logger LOG = LoggerFactory.getLogger(FoldElsewhere.class);
  private static final long LOOK_MILLIS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final FoldSettings settings;
  private final Peers peers;
  private final Admin admin;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidemark-fold-elsewhere").factory());

  /** Of each entity the states that may be read, the newest first. */
  private final Map<String, List<Far>> entities = new TreeMap<>();

  private @Nullable Deployment deployment;
  private volatile Optional<Serving> serving = Optional.empty();

  /** Who was last told to be a member; only its thread uses it. */
  private List<Host> members = List.of();

  private int turn;

  /** A state on other nodes, and how it is read. */
  private record Far(EntityPlan plan, Map<String, LogState> logs, FarPlacement placement) {}

  /**
   * Knows nothing yet.
   *
   * @param peers the nodes that fold
   */
  public FoldElsewhere(FoldSettings settings, Peers peers) {
    this.settings = settings;
    this.peers = peers;
    this.admin = Admin.create(new LinkedHashMap<String, Object>(settings.kafka()));
    var _ = looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public Optional<Serving> serving() {
    return serving;
  }

  /** Nothing is here. */
  @Override
  public Optional<Serving.Source> source(String application, int version) {
    return Optional.empty();
  }

  @Override
  public synchronized void deploy(Deployment to) {
    deployment = to;
    Map<String, EntityPlan> plans = EntityPlan.of(to);
    entities.keySet().retainAll(plans.keySet());
    plans.forEach((entity, plan) -> {
      List<Far> states = entities.computeIfAbsent(entity, of -> new ArrayList<>());
      FarPlacement placement =
          states.stream()
              .filter(state -> isOf(state, plan.application()))
              .map(Far::placement)
              .findFirst()
              .orElseGet(() -> new FarPlacement(settings.self().get()));
      states.removeIf(state -> isOf(state, plan.application()));
      states.addFirst(new Far(plan, plan.states(), placement));
      states.forEach(state -> EntityPlan.learn(state.logs(), plan.logs()));
    });
    publish();
  }

  private static boolean isOf(Far state, String application) {
    return state.plan().application().equals(application);
  }

  private void look() {
    try {
      List<String> applications = applications();
      if (applications.isEmpty()) {
        return;
      }
      Set<Host> found = Members.of(admin, applications);
      if (!found.isEmpty()) {
        members = List.copyOf(found);
      }
      for (int i = 0; i < members.size(); i++) {
        if (ask(members.get(Math.floorMod(turn++, members.size())))) {
          return;
        }
      }
    } catch (InterruptException e) {
      LOG.debug("The node stops", e);
    } catch (RuntimeException e) {
      LOG.warn("Cannot look for the nodes that fold; trying again", e);
    }
  }

  private synchronized List<String> applications() {
    return entities.values().stream()
        .flatMap(List::stream)
        .map(state -> state.plan().application())
        .toList();
  }

  /** Whether the node had something to tell. */
  private boolean ask(Host host) {
    try {
      LocateResponse told =
          peers.locate(host, PATIENCE).get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      take(told);
      return told.getStatesCount() > 0;
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("{} does not tell who has what", host, e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private synchronized void take(LocateResponse told) {
    boolean changed = false;
    for (State state : told.getStatesList()) {
      Map<Integer, Replicas> replicas = replicas(state);
      replicas.values().forEach(this::meet);
      for (List<Far> states : entities.values()) {
        for (Far far : states) {
          if (isOf(far, state.getApplication())) {
            changed |= !far.placement().heard();
            far.placement().hear(replicas);
          }
        }
      }
    }
    if (changed) {
      publish();
    }
  }

  private void meet(Replicas of) {
    of.owner().ifPresent(settings.others());
    of.copies().forEach(settings.others());
  }

  private static Map<Integer, Replicas> replicas(State state) {
    Map<Integer, Replicas> replicas = new HashMap<>();
    for (Located located : state.getPartitionsList()) {
      Optional<Host> owner =
          Optional.of(located.getOwner()).filter(text -> !text.isEmpty()).map(Host::of);
      List<Host> copies = located.getCopiesList().stream().map(Host::of).toList();
      replicas.put(replicas.size(), new Replicas(owner, copies));
    }
    return replicas;
  }

  /** Of each entity, the newest state that a node answers from is read, and older ones no more. */
  private void publish() {
    if (deployment == null) {
      return;
    }
    Map<String, Serving.Source> sources = new TreeMap<>();
    entities.forEach((entity, states) ->
        states.stream()
            .filter(state -> state.placement().heard())
            .findFirst()
            .ifPresent(state -> {
              sources.put(entity, source(state));
              states.subList(states.indexOf(state) + 1, states.size()).clear();
            }));
    serving = Optional.of(new Serving(deployment, sources));
  }

  private Serving.Source source(Far state) {
    PartitionedState nothing =
        new PartitionedState(FoldTopology.STORE, settings.memory(), damage -> {});
    return state.plan().source(nothing, state.logs(), state.placement());
  }

  /** None runs here. */
  @Override
  public List<Job> jobs() {
    return List.of();
  }

  @Override
  public synchronized List<Job> awaited() {
    List<Job> jobs = new ArrayList<>();
    entities
        .values()
        .forEach(states -> {
          Far oldest = states.getLast();
          jobs.add(new FarJob(oldest.plan(), admin, oldest.placement().heard()));
        });
    return jobs;
  }

  @Override
  public Map<String, Long> newestEvents() {
    return Map.of();
  }

  @Override
  public RocksFigures figures() {
    return settings.memory().figures(Collections.emptyMap());
  }

  @Override
  public Map<String, Long> stateBytes() {
    return Map.of();
  }

  @Override
  public void close() {
    looking.shutdownNow();
    synchronized (this) {
      serving = serving.map(last -> new Serving(last.deployment(), Map.of()));
    }
    admin.close(PATIENCE);
  }
}
