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

  /** Who has a partition apart from this node, as far as it has heard. */
  Replicas of(int partition);

  /** How far the copy on this node is behind; empty when there is none, or it cannot be told. */
  Optional<Lag> lag(int partition);

  /**
   * Who has a partition.
   *
   * @param owner empty when nobody is known
   * @param copies that follow the owner
   */
  record Replicas(Optional<Host> owner, List<Host> copies) {
    public static final Replicas NONE = new Replicas(Optional.empty(), List.of());

    public Replicas {
      copies = List.copyOf(copies);
    }
  }
}
