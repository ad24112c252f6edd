package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.expression.Expression;
import dev.tidemark.registry.expression.ExpressionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks expressions where they stand. */
final class Expressions {
  private static final ValueType BOOL = ValueType.of(Scalar.BOOL);

  private Expressions() {}

  /** Checks an expression; says whether it is sound. */
  static boolean check(
      @Nullable Located<String> text, List<Column> columns, ValueType result, Problems problems) {
    if (text == null) {
      return true;
    }
    try {
      Expression.compile(text.value(), columns, result);
      return true;
    } catch (ExpressionException e) {
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
      return false;
    }
  }

  /** Checks a {@code where}. Jobs put conditions in brackets, which a comment at the end hides. */
  static void checkCondition(
      @Nullable Located<String> where, List<Column> columns, Problems problems) {
    if (where == null || !check(where, columns, BOOL, problems) || !where.value().contains("//")) {
      return;
    }
    try {
      Expression.compile("(" + where.value().strip() + ")", columns, BOOL);
    } catch (ExpressionException e) {
      problems.add(where.place(), "bad where: expected no comment at its end");
    }
  }

  private static String where(String text, int position) {
    String before = text.substring(0, position);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = position - before.lastIndexOf('\n');
    return "line %d, column %d of the expression".formatted(line, column);
  }
}
