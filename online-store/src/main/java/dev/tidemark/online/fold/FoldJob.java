package dev.tidemark.online.fold;

import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.PartitionedState;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Restore;
import dev.tidemark.registry.job.Setbacks;
import dev.tidemark.registry.kafka.GroupOffsets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;

/** One running Kafka Streams application over the logs of an entity. */
final class FoldJob implements Job {
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final EntityPlan plan;
  private final Admin admin;
  private final Map<String, LogState> logs;
  private final PartitionedState state;
  private final JobPlacement placement;
  private final KafkaStreams streams;
  private final FoldNumbers numbers;
  private final Setbacks setbacks;
  private final Restoring restoring = new Restoring();
  private final Path caughtUpMarker;
  private final Map<TopicPartition, Long> endsAtStart;
  private volatile boolean ready;
  private volatile boolean answering;

  FoldJob(EntityPlan plan, FoldSettings settings, Admin admin, Stalls stalls) {
    this.plan = plan;
    this.admin = admin;
    logs = plan.states();
    setbacks = new Setbacks(settings.streamsFolder(), InstantSource.system());
    state = new PartitionedState(FoldTopology.STORE, settings.memory(), setbacks::add);
    Positions positions = new Positions();
    placement = new JobPlacement(plan, settings, stalls, state, positions);
    numbers = new FoldNumbers(plan, settings.readable());
    streams =
        new KafkaStreams(
            FoldTopology.of(logs, state, numbers::folded),
            settings.streams(plan),
            new FoldClients(state, positions));
    streams.setUncaughtExceptionHandler(new Retries(name(), setbacks));
    streams.setGlobalStateRestoreListener(restoring);
    caughtUpMarker = settings.caughtUpMarker(plan.application());
    endsAtStart = GroupOffsets.ends(admin, plan.topics());
    streams.start();
  }

  EntityPlan plan() {
    return plan;
  }

  Map<String, LogState> logs() {
    return logs;
  }

  FoldNumbers numbers() {
    return numbers;
  }

  PartitionedState partitions() {
    return state;
  }

  JobPlacement placement() {
    return placement;
  }

  /** Hears who has which partition now. */
  void refresh() {
    placement.refresh(streams);
  }

  @Override
  public String name() {
    return "fold " + plan.entity().name();
  }

  @Override
  public State state() {
    if (setbacks.down()) {
      return State.FAILED;
    }
    return switch (streams.state()) {
      case CREATED -> State.STARTING;
      case REBALANCING, RUNNING -> answering ? State.RUNNING : State.STARTING;
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> State.FAILED;
    };
  }

  @Override
  public List<String> inputs() {
    return plan.topics();
  }

  @Override
  public Map<TopicPartition, Long> progress() {
    return GroupOffsets.committed(admin, plan.application(), plan.topics());
  }

  @Override
  public long events() {
    return numbers.events();
  }

  @Override
  public Setbacks setbacks() {
    return setbacks;
  }

  @Override
  public boolean lookupsGoOn() {
    return answering;
  }

  /** Of the changelog, or, as long as it has never caught up, of the logs as they were at start. */
  @Override
  public Optional<Restore> restore() {
    Optional<Restore> changelog = restoring.now();
    long total = endsAtStart.values().stream().mapToLong(Long::longValue).sum();
    if (changelog.isPresent() || ready || total == 0) {
      return changelog;
    }
    Map<TopicPartition, Long> progress = progress();
    long done =
        endsAtStart.entrySet().stream()
            .mapToLong(end -> Math.min(end.getValue(), progress.getOrDefault(end.getKey(), 0L)))
            .sum();
    return Optional.of(new Restore(done, total));
  }

  /**
   * Whether lookups may read its state: when it has once caught up with the end that the logs had
   * when it was started. A job that had done so before this process started is ready as soon as its
   * state is open.
   */
  boolean ready() {
    if (!ready && streams.state() == KafkaStreams.State.RUNNING) {
      if (Files.exists(caughtUpMarker)) {
        ready = true;
      } else if (Offsets.reached(progress(), endsAtStart)) {
        mark();
        ready = true;
      }
    }
    return ready;
  }

  /** Lookups read its state from now on. */
  void answers() {
    answering = true;
    numbers.answers();
  }

  private void mark() {
    try {
      Files.createDirectories(caughtUpMarker.getParent());
      Files.writeString(caughtUpMarker, "");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + caughtUpMarker, e);
    }
  }

  /**
   * Stops; the state stays. Where other nodes have copies they become owners at once, otherwise the
   * place in the group is kept for the restart.
   */
  void stop() {
    setbacks.close();
    if (placement.shared()) {
      leave();
    } else {
      streams.close(CLOSING);
    }
  }

  /** Stops for good; the group is left. */
  void leave() {
    setbacks.close();
    streams.close(
        CloseOptions.timeout(CLOSING)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
  }
}
