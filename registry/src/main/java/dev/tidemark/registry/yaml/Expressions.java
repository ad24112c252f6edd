package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.expression.ExpressionException;
import dev.tidemark.registry.expression.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Checks expressions over the same columns where they stand, each distinct one once. */
final class Expressions {
  private static final ValueType BOOL = ValueType.of(Scalar.BOOL);

  private final Scope scope;
  private final Problems problems;
  private final Map<Key, Result> known = new ConcurrentHashMap<>();

  Expressions(List<Column> columns, Problems problems) {
    this.scope = new Scope(columns);
    this.problems = problems;
  }

  private record Key(String text, ValueType result) {}

  private record Result(Set<String> used, @Nullable ExpressionException mistake) {}

  /** Checks a {@code where}, if there is one. */
  void checkCondition(@Nullable Located<String> where) {
    if (where != null) {
      used(where, BOOL);
    }
  }

  /** The names of the columns that a sound expression uses; null for another. */
  @Nullable Set<String> used(Located<String> text, ValueType type) {
    Result result = known.computeIfAbsent(new Key(text.value(), type), this::read);
    if (result.mistake() == null) {
      return result.used();
    }
    report(text, result.mistake());
    return null;
  }

  private Result read(Key key) {
    try {
      return new Result(scope.check(key.text(), key.result()), null);
    } catch (ExpressionException e) {
      return new Result(Set.of(), e);
    }
  }

  private void report(Located<String> text, ExpressionException e) {
    problems
        .part(text, e.position(), e.end())
        .ifPresentOrElse(
            place -> problems.add(place, "%s%s", e.complaint(), e.hint()),
            () ->
                problems.add(
                    text.place(),
                    "%s%s, at %s",
                    e.complaint(),
                    e.hint(),
                    where(text.value(), e.position())));
  }

  private static String where(String text, int position) {
    String before = text.substring(0, position);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = position - before.lastIndexOf('\n');
    return "line %d, column %d of the expression".formatted(line, column);
  }
}
