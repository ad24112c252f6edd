package dev.tidemark.registry.yaml;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.tidemark.registry.Nearest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** Collects mistakes, so that all are told at once. */
final class Problems {
  private static final int LISTED = 20;

  private final Map<String, SourceText> sources = new ConcurrentHashMap<>();
  private final Set<Problem> problems = new ConcurrentSkipListSet<>();

  /** Gives the text of a file, before any problem with it. */
  void source(String file, SourceText text) {
    sources.put(file, text);
  }

  /** A problem; the suggestion is that of a {@link Nearest.Hint} among the values. */
  @FormatMethod
  void add(Place place, @FormatString String message, @Nullable Object... values) {
    String suggestion = "";
    for (Object value : values) {
      suggestion = value instanceof Nearest.Hint hint ? hint.name() : suggestion;
    }
    SourceText source = sources.get(place.file());
    String text = message.formatted(values);
    problems.add(
        source == null
            ? new Problem(place, "", "", text, suggestion)
            : new Problem(
                source.trimmed(place),
                source.at(place),
                source.line(place.line()),
                text,
                suggestion));
  }

  /** Where a part of a scalar's text stands; empty unless all of it stands as it is on one line. */
  Optional<Place> part(Located<String> scalar, int start, int end) {
    Place place = scalar.place();
    SourceText source = sources.get(place.file());
    String written = source == null || !place.oneLine() ? "" : source.at(place);
    int before = written.indexOf(scalar.value());
    boolean quoted = before == 1 && written.length() == scalar.value().length() + 2;
    if (!quoted && !written.equals(scalar.value())) {
      return Optional.empty();
    }
    int column = place.column() + before;
    return Optional.of(
        new Place(
            place.file(),
            place.line(),
            column + scalar.value().codePointCount(0, start),
            place.line(),
            column + scalar.value().codePointCount(0, end)));
  }

  /** A name that is none of the known ones. */
  void unknown(String what, Located<String> name, Collection<String> known) {
    unknown(what, name, "", known);
  }

  /** The same, for a name that is known elsewhere: {@code where} begins with a space. */
  void unknown(String what, Located<String> name, String where, Collection<String> known) {
    add(
        name.place(),
        "unknown %s %s%s%s%s",
        what,
        name.shown(),
        where,
        expected(known),
        Nearest.hint(name.written(), known));
  }

  /** {@code : expected a or b}; nothing when there are too many. */
  static String expected(Collection<String> names) {
    Set<String> known = new LinkedHashSet<>(names);
    if (known.isEmpty()) {
      return ": none is defined";
    }
    return known.size() <= LISTED ? ": expected " + either(known) : "";
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
