package dev.tidemark.online.seen;

import java.util.List;

/**
 * What the state that lookups are answered from holds of one key.
 *
 * @param logs one for each feature log of the entity, by name
 */
public record SeenKey(String entity, List<SeenLog> logs) {
  public SeenKey {
    logs = List.copyOf(logs);
  }
}
