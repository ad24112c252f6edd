package dev.tidemark.checker.definition;

import java.util.List;
import java.util.stream.Stream;

/**
 * The conditions that all have to hold for an event to count: that of a view, then that of a
 * feature. To a feature log the two are another condition than either alone, and a row tells only
 * those that were asked when it was made.
 */
public record Conditions(List<Condition> all) {
  /** What always holds, and what every row tells. */
  static final Conditions NONE = new Conditions(List.of());

  static Conditions of(Condition condition) {
    return condition == null ? NONE : new Conditions(List.of(condition));
  }

  Conditions and(Conditions other) {
    return new Conditions(Stream.concat(all.stream(), other.all.stream()).toList());
  }
}
