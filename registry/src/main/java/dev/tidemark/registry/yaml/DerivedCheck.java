package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.Column;
import dev.tidemark.registry.yaml.SourceDraft.DerivedDraft;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks a source's derived columns, each of which may use the derived columns above it. */
final class DerivedCheck {
  private final Problems problems;
  private final List<DerivedDraft> derived;

  /** What each sound expression uses, in the order of the columns. */
  private final Map<String, Set<String>> uses = new LinkedHashMap<>();

  DerivedCheck(List<DerivedDraft> derived, Problems problems) {
    this.derived = derived;
    this.problems = problems;
  }

  void check(List<Column> columns) {
    List<Column> all = new ArrayList<>(columns);
    List<DerivedDraft> readable = new ArrayList<>();
    List<DerivedDraft> added = new ArrayList<>();
    for (DerivedDraft draft : derived) {
      if (draft.column().complete() && isNew(draft.column(), all)) {
        all.add(draft.column().column());
        added.add(draft);
      } else if (draft.column().type() == null) {
        // What stands below may use it, and would be refused for that
        break;
      }
      readable.add(draft);
    }
    Expressions expressions = new Expressions(all, problems);
    for (DerivedDraft draft : readable) {
      Set<String> used = used(draft, expressions);
      if (used != null && added.contains(draft)) {
        uses.put(draft.column().column().name(), used);
      }
    }
    added.forEach(this::checkOrder);
  }

  private static boolean isNew(ColumnDraft draft, List<Column> columns) {
    return columns.stream().map(Column::name).noneMatch(draft::named);
  }

  private static @Nullable Set<String> used(DerivedDraft draft, Expressions expressions) {
    Located<String> text = draft.expression();
    return text == null
        ? null
        : expressions.used(text, Objects.requireNonNull(draft.column().type()).value());
  }

  private void checkOrder(DerivedDraft draft) {
    String name = draft.column().column().name();
    List<String> order = List.copyOf(uses.keySet());
    for (String used : uses.getOrDefault(name, Set.of())) {
      if (order.indexOf(used) >= order.indexOf(name)) {
        report(Objects.requireNonNull(draft.expression()), name, used);
      }
    }
  }

  private void report(Located<String> expression, String name, String used) {
    String mistake =
        used.equals(name)
            ? "it uses itself"
            : needs(used, name, new HashSet<>())
                ? "it uses %s, which needs %s in turn".formatted(used, name)
                : "it uses %s, which stands below it; move %s above %s".formatted(used, used, name);
    problems.add(place(expression, used), "bad expression of derived column %s: %s", name, mistake);
  }

  private boolean needs(String column, String other, Set<String> seen) {
    Set<String> used = uses.getOrDefault(column, Set.of());
    return used.contains(other)
        || used.stream().anyMatch(next -> seen.add(next) && needs(next, other, seen));
  }

  private Place place(Located<String> expression, String name) {
    Matcher matcher = Pattern.compile("\\b" + name + "\\b").matcher(expression.value());
    return matcher.find()
        ? problems.part(expression, matcher.start(), matcher.end()).orElse(expression.place())
        : expression.place();
  }
}
