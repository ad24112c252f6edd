package dev.tidemark.online.fold;

import dev.tidemark.online.fold.Notes.Note;
import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.Lag;
import dev.tidemark.online.lookup.Placement;
import dev.tidemark.online.store.PartitionedState;
import dev.tidemark.registry.kafka.GroupOffsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;

/** Who has the partitions of a job, as the members of its group were told when it last balanced. */
final class JobPlacement implements Placement {
  private final EntityPlan plan;
  private final Host self;
  private final Consumer<Host> others;
  private final Set<Host> met = new HashSet<>();
  private final Stalls stalls;
  private final PartitionedState state;
  private final Positions positions;
  private final Notes notes = new Notes();
  private volatile Known known = new Known(Set.of(), Map.of());

  JobPlacement(
      EntityPlan plan,
      FoldSettings settings,
      Stalls stalls,
      PartitionedState state,
      Positions positions) {
    this.plan = plan;
    this.self = settings.self().get();
    this.others = settings.others();
    this.stalls = stalls;
    this.state = state;
    this.positions = positions;
  }

  /** What was told, and what follows from it. */
  private record Known(Set<StreamsMetadata> members, Map<Integer, Replicas> replicas) {}

  @Override
  public boolean sure() {
    return !shared() || stalls.none();
  }

  @Override
  public Host self() {
    return self;
  }

  @Override
  public Replicas of(int partition) {
    return known.replicas.getOrDefault(partition, new Replicas(Optional.empty(), List.of()));
  }

  @Override
  public Optional<Lag> lag(int partition) {
    OptionalLong restored = state.restored(partition);
    if (restored.isEmpty() || (state.owned(partition) && sure())) {
      return Optional.empty();
    }
    TopicPartition changelog = new TopicPartition(plan.changelog(), partition);
    long position = positions.held(changelog, restored.getAsLong());
    return notes.lag(partition, position, System.nanoTime());
  }

  /** Whether other nodes have a part in the job. */
  boolean shared() {
    return known.members.size() > 1;
  }

  /** Reads again who has what. */
  void refresh(KafkaStreams streams) {
    if (!streams.state().isRunningOrRebalancing()) {
      return;
    }
    Set<StreamsMetadata> members = Set.copyOf(streams.metadataForAllStreamsClients());
    if (members.equals(known.members)) {
      return;
    }
    Map<Integer, Host> owners = new HashMap<>();
    Map<Integer, List<Host>> copies = new HashMap<>();
    for (StreamsMetadata member : members) {
      Host host = new Host(member.host(), member.port());
      if (!host.equals(self)) {
        if (met.add(host)) {
          others.accept(host);
        }
        partitions(member.topicPartitions()).forEach(partition -> owners.put(partition, host));
        partitions(member.standbyTopicPartitions())
            .forEach(
                partition -> copies.computeIfAbsent(partition, of -> new ArrayList<>()).add(host));
      }
    }
    Map<Integer, Replicas> replicas = new HashMap<>();
    for (int partition = 0; partition < plan.partitions(); partition++) {
      replicas.put(
          partition,
          new Replicas(
              Optional.ofNullable(owners.get(partition)),
              copies.getOrDefault(partition, List.of())));
    }
    known = new Known(members, Map.copyOf(replicas));
  }

  private static List<Integer> partitions(Set<TopicPartition> of) {
    return of.stream().map(TopicPartition::partition).distinct().toList();
  }

  /**
   * Notes how far the job has come, where other nodes share it: what is owned here may be a copy at
   * any moment.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  void note(Admin admin) {
    Set<Integer> open = state.open();
    notes.keepOnly(open);
    if (!shared() || open.isEmpty()) {
      return;
    }
    long begun = System.nanoTime();
    List<String> logs = plan.topics();
    Map<TopicPartition, Long> ends = GroupOffsets.ends(admin, logs);
    Map<TopicPartition, Long> committed = GroupOffsets.committed(admin, plan.application(), logs);
    String changelog = plan.changelog();
    Map<TopicPartition, Long> written = GroupOffsets.ends(admin, List.of(changelog));
    for (int partition : open) {
      Long end = written.get(new TopicPartition(changelog, partition));
      if (end != null) {
        notes.add(
            partition,
            new Note(begun, of(logs, partition, ends), of(logs, partition, committed), end));
      }
    }
  }

  private static long[] of(List<String> logs, int partition, Map<TopicPartition, Long> offsets) {
    return logs.stream()
        .mapToLong(log -> offsets.getOrDefault(new TopicPartition(log, partition), 0L))
        .toArray();
  }
}
