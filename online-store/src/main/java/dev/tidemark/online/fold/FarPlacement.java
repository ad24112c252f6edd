package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.Lag;
import dev.tidemark.online.lookup.Placement;
import java.util.Map;
import java.util.Optional;

/** Who has the partitions of a job in which this node has no part, as one that has was told. */
final class FarPlacement implements Placement {
  private final Host self;
  private volatile Map<Integer, Replicas> replicas = Map.of();

  FarPlacement(Host self) {
    this.self = self;
  }

  void hear(Map<Integer, Replicas> told) {
    replicas = Map.copyOf(told);
  }

  /** Whether a node answers lookups from the job's state. */
  boolean heard() {
    return !replicas.isEmpty();
  }

  @Override
  public Host self() {
    return self;
  }

  @Override
  public Replicas of(int partition) {
    return replicas.getOrDefault(partition, Replicas.NONE);
  }

  /** No copy is here. */
  @Override
  public Optional<Lag> lag(int partition) {
    return Optional.empty();
  }
}
