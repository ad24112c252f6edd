package dev.tidemark.online.fold;

import java.util.List;
import java.util.Map;

/**
 * An event as plain data, for the oracle; or a tombstone.
 *
 * @param source its source
 * @param key the entity key's fields
 * @param created null when there is none
 * @param offset in the source's log
 * @param columns null values are absent; of a tombstone null
 * @param flags the letters of the conditions that hold
 */
record Plain(
    String source,
    List<Object> key,
    long time,
    Long created,
    long offset,
    Map<String, Object> columns,
    String flags) {

  static Plain tombstone(String source, List<Object> key, long time, long offset) {
    return new Plain(source, key, time, null, offset, null, "");
  }

  boolean isTombstone() {
    return columns == null;
  }

  /** Whether a condition of letters joined by {@code &&} holds. */
  boolean holds(String condition) {
    return condition.chars().filter(Character::isLetter).allMatch(c -> flags.indexOf(c) >= 0);
  }
}
