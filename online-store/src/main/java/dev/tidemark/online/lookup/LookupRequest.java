package dev.tidemark.online.lookup;

import dev.tidemark.registry.deployment.Selection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A lookup.
 *
 * @param columns all of one length: at least those of {@link Selection#keys} and {@link
 *     Selection#request}, each value in the Java type of its key or null
 * @param asOf T in microseconds since the epoch; empty means now
 * @param stages are told what it took
 */
public record LookupRequest(
    Selection selection, Map<String, List<?>> columns, Optional<Long> asOf, Stages stages) {

  /** A lookup that nobody takes the time of. */
  public LookupRequest(Selection selection, Map<String, List<?>> columns, Optional<Long> asOf) {
    this(selection, columns, asOf, new Stages());
  }

  /** How many entity rows are asked for. */
  int rows() {
    return columns.values().stream().mapToInt(List::size).max().orElse(0);
  }
}
