package dev.tidemark.registry.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CEL expression over columns, checked and ready to run. Immutable and safe for use by several
 * threads.
 *
 * <p>A null operand gives null, also with {@code ==}, {@code !=} and {@code in}; {@code x == null}
 * and {@code x != null} test for null; {@code &&} and {@code ||} are decided by one side where one
 * side decides.
 */
public final class Expression {
  /** Takes milliseconds to build and holds no state. */
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().addFunctionBindings(Nulls.BINDINGS).build();

  private final Program program;
  private final Map<String, Integer> places;
  private final List<Column> columns;
  private final List<String> inputs;
  private final int[] decisive;
  private final ValueType result;

  Expression(String text, CelAbstractSyntaxTree tree, List<Column> columns, ValueType result) {
    this.columns = List.copyOf(columns);
    this.places = places(columns);
    Set<String> used = Names.used(tree, places.keySet());
    this.inputs = columns.stream().map(Column::name).filter(used::contains).toList();
    Set<String> decisive = new Decisive(places.keySet()).of(tree.getExpr());
    this.decisive = decisive.stream().mapToInt(places::get).toArray();
    this.result = result;
    try {
      this.program = RUNTIME.createProgram(tree);
    } catch (CelEvaluationException e) {
      throw new ExpressionException(
          0, text.length(), "Cannot run the expression: " + e.getMessage());
    }
  }

  /**
   * Reads and checks an expression; for several over the same columns, share a {@link Scope}.
   *
   * @throws ExpressionException as {@link Scope#compile}
   */
  public static Expression compile(String text, List<Column> columns, ValueType result) {
    return new Scope(columns).compile(text, result);
  }

  private static Map<String, Integer> places(List<Column> columns) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      places.put(columns.get(i).name(), i);
    }
    return places;
  }

  /** The columns that it was compiled over: those of the rows that it takes. */
  public List<Column> columns() {
    return columns;
  }

  /** The names of the columns that it uses, in the order of the columns. */
  public List<String> inputs() {
    return inputs;
  }

  /**
   * The value for one row; null when an operand is null, and when the arithmetic fails (overflow,
   * division by zero, a result outside its type).
   *
   * @param values in the order of the columns, each of its column's Java type
   */
  public @Nullable Object evaluate(@Nullable Object[] values) {
    for (int place : decisive) {
      if (values[place] == null) {
        return null;
      }
    }
    try {
      return CelValues.fromCel(program.eval(new Row(places, columns, values)), result);
    } catch (CelEvaluationException | RuntimeException e) {
      // What CEL throws for data: a null operand, an arithmetic fault, an index out of bounds.
      return null;
    }
  }

  /** Whether a condition is true for a row; null is not. */
  public boolean holds(@Nullable Object[] values) {
    return Boolean.TRUE.equals(evaluate(values));
  }
}
