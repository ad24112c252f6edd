package dev.tidemark.checker.event;

import dev.tidemark.checker.definition.Column;
import dev.tidemark.checker.definition.Entity;
import dev.tidemark.checker.definition.Entity.Key;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An event as it was meant, however it is written.
 *
 * @param mark tells it from all others of the run; rows of feature logs bear it in their stamp
 * @param keys those that are not null; texts and {@code Long}s
 * @param time null for none
 * @param created null for none
 * @param id null for none
 * @param values of {@link Column#SENT}, those that are not null
 * @param kind what becomes of it
 */
public record Event(
    String mark,
    String source,
    Map<Key, Object> keys,
    Instant time,
    Instant created,
    String id,
    Map<Column, Object> values,
    Kind kind) {
  /** Finds the mark in what an event has become. */
  public static final Pattern MARK = Pattern.compile("m\\d{6}");

  /** What becomes of an event. */
  public sealed interface Kind {
    /** A row in each log of which it has the key. */
    record Good() implements Kind {}

    /** A tombstone in each log whose whole key stands outside of messages. */
    record Deletion() implements Kind {}

    /** A dead letter. */
    record Bad(Fault fault) implements Kind {}
  }

  /** The key of an entity, or null when a field of it is. */
  public List<Object> key(Entity entity) {
    return keys.keySet().containsAll(entity.keys())
        ? entity.keys().stream().map(keys::get).toList()
        : null;
  }

  /** What a column is, derived ones as the definitions of a version say. */
  public Object value(Column column, int version) {
    return switch (column) {
      case STAMP -> "[" + mark + "@" + version + "]";
      case TWICE ->
          values.get(Column.AMOUNT) instanceof Long amount ? Math.multiplyExact(2L, amount) : null;
      case AMOUNT, PRICE, SMALL, RATIO, FLAG, ITEM, RAW, SEEN, TAGS -> values.get(column);
    };
  }
}
