package dev.tidemark.registry.yaml;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sees to it that a name is given once. */
final class Once {
  private final String what;
  private final Problems problems;
  private final Map<String, Place> first = new HashMap<>();

  Once(String what, Problems problems) {
    this.what = what;
    this.problems = problems;
  }

  /**
   * Whether the name is there and is the first of its kind; reports it when it is not the first.
   */
  boolean add(@Nullable Located<String> name) {
    if (name == null) {
      return false;
    }
    Place before = first.putIfAbsent(name.value(), name.place());
    if (before != null) {
      problems.add(name.place(), "duplicate %s %s: first at %s", what, name.value(), before);
    }
    return before == null;
  }
}
