package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AggregationTest {
  private static final ValueType DOUBLE = ValueType.of(Scalar.DOUBLE);

  @Test
  void its_text_names_the_state_that_it_keeps_and_never_changes() {
    assertThat(new Aggregation(Function.LAST_N, ValueType.of(Scalar.STRING), 5))
        .hasToString("Aggregation[function=LAST_N, input=STRING, n=5]");
    assertThat(new Aggregation(Function.COUNT, null, 0))
        .hasToString("Aggregation[function=COUNT, input=null, n=0]");
    assertThat(new Aggregation(Function.APPROX_PERCENTILE, DOUBLE, 0, 0.99))
        .hasToString("Aggregation[function=APPROX_PERCENTILE, input=DOUBLE, n=0, percentile=0.99]");
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void no_function_but_count_takes_arrays_or_no_input(Function function) {
    assertThat(function.resultType(null).isPresent()).isEqualTo(function == Function.COUNT);
    for (Scalar scalar : Scalar.values()) {
      assertThat(function.resultType(ValueType.arrayOf(scalar)).isPresent())
          .isEqualTo(function == Function.COUNT);
    }
  }

  @Test
  void a_function_that_makes_no_sense_over_its_input_is_refused() {
    assertThatThrownBy(() -> new Aggregation(Function.STDDEV, ValueType.of(Scalar.STRING), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot aggregate: stddev over STRING");
  }
}
