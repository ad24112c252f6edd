package dev.tidemark.registry.yaml;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.tidemark.registry.deployment.Nearest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects mistakes, so that all are told at once. */
final class Problems {
  private static final int LISTED = 16;

  private final TreeSet<Problem> problems = new TreeSet<>();

  @FormatMethod
  void add(Place place, @FormatString String message, @Nullable Object... values) {
    problems.add(
        new Problem(place.file(), place.line(), place.column(), message.formatted(values)));
  }

  /** A name that is none of the known ones. */
  void unknown(String what, Located<String> name, Collection<String> known) {
    unknown(what, name, "", known);
  }

  /** The same, for a name that is known elsewhere: {@code where} begins with a space. */
  void unknown(String what, Located<String> name, String where, Collection<String> known) {
    add(
        name.place(),
        "%s",
        unknown(what, Problems.shown(name.value()) + where, name.value(), known));
  }

  static String unknown(String what, String name, Collection<String> known) {
    return unknown(what, shown(name), name, known);
  }

  private static String unknown(String what, String shown, String name, Collection<String> names) {
    Set<String> known = new LinkedHashSet<>(names);
    String expected =
        known.isEmpty()
            ? ": none is defined"
            : known.size() <= LISTED ? ": expected " + either(known) : "";
    return "unknown " + what + " " + shown + expected + Nearest.hint(name, known);
  }

  /** {@code a, b or c}. */
  static String either(Collection<String> names) {
    List<String> all = List.copyOf(names);
    int last = all.size() - 1;
    return last == 0
        ? all.getFirst()
        : String.join(", ", all.subList(0, last)) + " or " + all.get(last);
  }

  /** A text as messages show it: short, on one line, and visible when it is empty. */
  static String shown(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    String cut = line.length() > 60 ? line.substring(0, 57) + "..." : line;
    return cut.isEmpty() ? "\"\"" : cut;
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new InvalidDefinitionsException(List.copyOf(problems));
    }
  }
}
