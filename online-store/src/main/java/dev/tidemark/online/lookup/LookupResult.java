package dev.tidemark.online.lookup;

import java.util.List;
import java.util.Map;

/**
 * The answer to a lookup.
 *
 * @param columns one for each selected feature, in the selection's order
 * @param reasons why values have the status {@code INVALID}: sentences for people
 * @param time T in microseconds since the epoch; for a key with an event ahead of it, T is that of
 *     the event instead
 */
public record LookupResult(
    List<FeatureColumn> columns, List<String> reasons, long time, Map<String, Lag> copies) {
  public LookupResult {
    columns = List.copyOf(columns);
    reasons = List.copyOf(reasons);
    copies = Map.copyOf(copies);
  }

  /** How many entity rows it has. */
  public int rows() {
    return columns.isEmpty() ? 0 : columns.getFirst().size();
  }
}
