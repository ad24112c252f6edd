package dev.tidemark.online.lookup;

import java.util.Optional;

/**
 * What a node has of a state, and knows of it.
 *
 * @param owned partitions whose owner it is
 * @param copied partitions of others that it has copies of which it knows how far they are behind
 * @param unowned partitions of which it knows no owner
 * @param lag the largest of its copies; of nothing when there are none
 */
public record Held(int owned, int copied, int unowned, Lag lag) {

  /** What a node has of a state now. */
  public static Held of(Serving.Source source) {
    int owned = 0;
    int copied = 0;
    int unowned = 0;
    Lag largest = new Lag(0, 0);
    for (int partition = 0; partition < source.partitions(); partition++) {
      Optional<Lag> lag = source.placement().lag(partition);
      if (source.owns(partition)) {
        owned++;
      } else if (source.placement().of(partition).owner().isEmpty()) {
        unowned++;
      }
      if (lag.isPresent()) {
        copied++;
        largest = largest.max(lag.get());
      }
    }
    return new Held(owned, copied, unowned, largest);
  }
}
