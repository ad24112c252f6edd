package dev.tidemark.online.lookup;

import java.util.Optional;

/** Counts what other nodes, and copies, do for lookups of this node. Any thread. */
public interface PeerMeasures {

  /** Counts nothing. */
  PeerMeasures NONE =
      new PeerMeasures() {
        @Override
        public void asked(Host host, Optional<PeerException.Kind> failed, long nanos) {}

        @Override
        public void helped(Outcome outcome) {}

        @Override
        public void keys(String entity, From from, int keys) {}
      };

  /** What became of a lookup that this node could not answer alone, the best first. */
  enum Outcome {
    /** The owners answered. */
    OWNERS,
    /** Copies answered for some keys. */
    COPIES,
    /** Some keys were not read. */
    INCOMPLETE,
    /** It was refused as a whole. */
    REFUSED
  }

  /** Where keys were read that this node does not own. */
  enum From {
    OWNER(Outcome.OWNERS),
    /** Here or elsewhere. */
    COPY(Outcome.COPIES),
    /** Nowhere: there was a copy, which was older than a copy may be. */
    TOO_STALE(Outcome.INCOMPLETE),
    NOWHERE(Outcome.INCOMPLETE);

    private final Outcome outcome;

    From(Outcome outcome) {
      this.outcome = outcome;
    }

    Outcome outcome() {
      return outcome;
    }
  }

  /**
   * A node was asked for keys.
   *
   * @param failed why it did not answer; empty when it did
   */
  void asked(Host host, Optional<PeerException.Kind> failed, long nanos);

  /** A lookup that this node could not answer alone is over. */
  void helped(Outcome outcome);

  /** So many keys of a lookup were read. */
  void keys(String entity, From from, int keys);
}
