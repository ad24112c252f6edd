package dev.tidemark.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LogPlanTest {
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);

  /** A plan with a lifetime sum of one of the columns over one of the conditions. */
  private static String kept(String column, String condition, RowSchema schema) {
    Input input =
        new Input(
            new Aggregation(Function.SUM, INT64, 0),
            schema.columnIndex(column),
            schema.conditions().indexOf(condition));
    Window sum = new Window("sum", input, Window.LIFETIME, 0, 0);
    View view = new View("view", input.condition(), 0, List.of(sum));
    return new LogPlan(List.of(schema), List.of(view)).kept();
  }

  private static RowSchema schema(List<String> conditions, String... columns) {
    List<Column> typed = Stream.of(columns).map(name -> new Column(name, INT64)).toList();
    return new RowSchema(0, typed, conditions);
  }

  @Test
  void a_column_or_condition_that_joins_the_rows_changes_nothing_that_is_kept() {
    String before = kept("price", "paid", schema(List.of("paid"), "price"));
    assertThat(before)
        .isEqualTo(kept("price", "paid", schema(List.of("gift", "paid"), "amount", "price")));
  }

  @Test
  void another_column_or_condition_in_the_same_place_is_something_else() {
    String before = kept("price", "paid", schema(List.of("paid"), "price"));
    assertThat(before)
        .isNotEqualTo(kept("amount", "paid", schema(List.of("paid"), "amount")))
        .isNotEqualTo(kept("price", "gift", schema(List.of("gift"), "price")));
  }
}
