package dev.tidemark.online.lookup;

import java.util.List;
import java.util.Optional;

/** Which nodes have the partitions of a state. Any thread, at any time. */
public interface Placement {

  /** All is here. */
  Placement HERE =
      new Placement() {
        @Override
        public Host self() {
          return new Host("localhost", 0);
        }

        @Override
        public Replicas of(int partition) {
          return Replicas.NONE;
        }

        @Override
        public Optional<Lag> lag(int partition) {
          return Optional.empty();
        }
      };

  /** Whether this node may rely on what it owns: no other can have it by now. */
  default boolean sure() {
    return true;
  }

  /** Where other nodes ask this one. */
  Host self();

  /** Who has a partition, as far as this node has heard. */
  Replicas of(int partition);

  /** How far the copy on this node is behind; empty when there is none, or it cannot be told. */
  Optional<Lag> lag(int partition);

  /**
   * Who has a partition, without this node.
   *
   * @param owner empty when it is this node, or nobody
   * @param copies that follow the owner
   */
  record Replicas(Optional<Host> owner, List<Host> copies) {
    static final Replicas NONE = new Replicas(Optional.empty(), List.of());

    public Replicas {
      copies = List.copyOf(copies);
    }
  }
}
