package dev.tidemark.checker.record;

import dev.tidemark.checker.definition.Entity.Key;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a lookup or an export asks for.
 *
 * @param features as {@code view:feature}; empty for all that the service gives
 * @param rows the keys, and the time of a training set's row
 */
public record Ask(List<String> features, List<Row> rows) {

  /**
   * A row of keys.
   *
   * @param keys of a field that is null the value is null
   * @param time null for that of the lookup
   */
  public record Row(Map<Key, Object> keys, Instant time) {}
}
