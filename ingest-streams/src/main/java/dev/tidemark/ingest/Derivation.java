package dev.tidemark.ingest;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.Derived;
import dev.tidemark.registry.expression.Expression;
import dev.tidemark.registry.expression.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source's derived columns, and the distinct conditions of its logs. */
final class Derivation {
  private static final ValueType BOOL = ValueType.of(Scalar.BOOL);

  private final List<Column> columns;
  private final int base;
  private final boolean keepsNonFinite;
  private final List<Expression> derived = new ArrayList<>();
  private final List<String> conditionTexts;
  private final List<Expression> conditions = new ArrayList<>();

  Derivation(ShapePlan plan) {
    Source source = plan.source();
    columns = source.allColumns();
    base = source.columns().size();
    keepsNonFinite = source.options().keepsNonFinite();
    for (Derived column : source.derived()) {
      List<Column> above = columns.subList(0, base + derived.size());
      derived.add(Expression.compile(column.expression(), above, column.type()));
    }
    conditionTexts =
        plan.logs().stream().flatMap(log -> log.schema().conditions().stream()).distinct().toList();
    Scope all = new Scope(columns);
    for (String condition : conditionTexts) {
      conditions.add(all.compile(condition, BOOL));
    }
  }

  /** Where a column stands among the values. */
  int column(Column column) {
    int place = columns.indexOf(column);
    if (place < 0) {
      throw new IllegalStateException(
          "Unvalidated column: %s of type %s".formatted(column.name(), column.type()));
    }
    return place;
  }

  /** Where a condition stands among what {@link #conditions(Object[])} returns. */
  int condition(String text) {
    return conditionTexts.indexOf(text);
  }

  /** Fills in the derived columns behind the source's own. */
  void derive(@Nullable Object[] values) throws RefusalException {
    for (int i = 0; i < derived.size(); i++) {
      Object value = derived.get(i).evaluate(values);
      if (!keepsNonFinite
          && value instanceof Number number
          && !Double.isFinite(number.doubleValue())) {
        throw new RefusalException(
            Reason.NON_FINITE,
            "Cannot derive column %s: its value is %s"
                .formatted(columns.get(base + i).name(), number));
      }
      values[base + i] = value;
    }
  }

  /** Which conditions hold; one that is null for the event does not. */
  boolean[] conditions(@Nullable Object[] values) {
    boolean[] holds = new boolean[conditions.size()];
    for (int i = 0; i < holds.length; i++) {
      holds[i] = conditions.get(i).holds(values);
    }
    return holds;
  }
}
