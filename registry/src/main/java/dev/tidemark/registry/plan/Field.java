package dev.tidemark.registry.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A field that differs.
 *
 * @param before its text in what is deployed; empty when it has none
 * @param after its text in what is wanted; empty when it has none
 */
public record Field(String name, Optional<String> before, Optional<String> after) {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** The field that names what both have, where its order differs. */
  static final String ORDER = "order";

  /** What differs between two maps of field texts, and the order of those that both have. */
  static List<Field> differences(Map<String, String> from, Map<String, String> to) {
    Set<String> names = new LinkedHashSet<>(to.keySet());
    names.addAll(from.keySet());
    List<Field> fields = new ArrayList<>();
    for (String name : names) {
      if (!Objects.equals(from.get(name), to.get(name))) {
        fields.add(
            new Field(
                name, Optional.ofNullable(from.get(name)), Optional.ofNullable(to.get(name))));
      }
    }
    order(from.keySet(), to.keySet()).ifPresent(fields::add);
    return fields;
  }

  /** The names that both have, when they stand in another order. */
  static Optional<Field> order(Set<String> from, Set<String> to) {
    List<String> before = from.stream().filter(to::contains).toList();
    List<String> after = to.stream().filter(from::contains).toList();
    return before.equals(after)
        ? Optional.empty()
        : Optional.of(
            new Field(
                ORDER,
                Optional.of(String.join(", ", before)),
                Optional.of(String.join(", ", after))));
  }

  /** What it was and what it will be, in one line: {@code 1h → 2h}. */
  String change() {
    return line(before.orElse("(none)") + " → " + after.orElse("(none)"));
  }

  /** What it will be, in one line. */
  String value() {
    return line(after.orElse("(none)"));
  }

  private static String line(String text) {
    return SPACE.matcher(text).replaceAll(" ").strip();
  }
}
