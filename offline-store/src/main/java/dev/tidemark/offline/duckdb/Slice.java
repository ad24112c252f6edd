package dev.tidemark.offline.duckdb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of all keys: those whose first field is in {@code [from, to)}, as literals of SQL.
 *
 * @param from null for no bound; keys without a first field belong to the slice that has none
 * @param to null for no bound
 */
record Slice(@Nullable String from, @Nullable String to) {

  /** As many slices as there are bounds, and one more. */
  static List<Slice> between(List<String> bounds) {
    List<Slice> slices = new ArrayList<>();
    String from = null;
    for (String bound : bounds) {
      slices.add(new Slice(from, bound));
      from = bound;
    }
    slices.add(new Slice(from, null));
    return slices;
  }

  /** The condition on a column of keys. */
  String holds(String column) {
    List<String> conditions = new ArrayList<>();
    if (from != null) {
      conditions.add(column + " >= " + from);
    }
    if (to != null) {
      conditions.add(
          from == null
              ? "(%s < %s OR %s IS NULL)".formatted(column, to, column)
              : column + " < " + to);
    }
    return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
  }
}
