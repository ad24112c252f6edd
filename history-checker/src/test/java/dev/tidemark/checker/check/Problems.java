package dev.tidemark.checker.check;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong, for people. */
public final class Problems {
  private final List<String> found = new ArrayList<>();

  void add(String format, Object... values) {
    found.add(format.formatted(values));
  }

  void check(boolean holds, String format, Object... values) {
    if (!holds) {
      add(format, values);
    }
  }

  public List<String> all() {
    return List.copyOf(found);
  }
}
