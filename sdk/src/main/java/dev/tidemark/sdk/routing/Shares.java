package dev.tidemark.sdk.routing;

import java.util.List;

/** How many keys of a lookup each node has, by the numbers of the nodes. */
public final class Shares {
  private final int[] owned;
  private final int[] copied;

  Shares(int nodes) {
    owned = new int[nodes];
    copied = new int[nodes];
  }

  void add(int owner, List<Integer> copies) {
    if (owner >= 0) {
      owned[owner]++;
    }
    for (int copy : copies) {
      copied[copy]++;
    }
  }

  /** Keys that a node owns. */
  public int owned(int node) {
    return owned[node];
  }

  /** Keys of which a node has a copy. */
  public int copied(int node) {
    return copied[node];
  }
}
