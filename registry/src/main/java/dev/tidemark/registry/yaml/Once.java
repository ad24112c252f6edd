package dev.tidemark.registry.yaml;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a name is given once. SQL and some file systems do not tell upper from lower
 * case, so names that differ in nothing else are one.
 */
final class Once {
  private final String what;
  private final Problems problems;
  private final Map<String, Located<String>> first = new HashMap<>();

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
    Located<String> before = first.putIfAbsent(name.value().toLowerCase(Locale.ROOT), name);
    if (before == null) {
      return true;
    }
    boolean same = before.value().equals(name.value());
    problems.add(
        name.place(),
        "duplicate %s %s: first at %s%s",
        what,
        name.value(),
        before.place(),
        same
            ? ""
            : " as %s; upper and lower case do not tell names apart".formatted(before.value()));
    return false;
  }
}
