package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.type.Scalar;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VarianceTest {
  private static final Aggregation VARIANCE = RandomSums.over(Function.VARIANCE, Scalar.DOUBLE);
  private static final Aggregation STDDEV = RandomSums.over(Function.STDDEV, Scalar.DOUBLE);

  private static Object variance(Double... values) {
    return RandomSums.interrupted(VARIANCE, List.of(values), values.length / 2);
  }

  @Test
  void fewer_than_two_inputs_have_none() {
    assertThat(RandomSums.result(VARIANCE, List.of())).isNull();
    assertThat(RandomSums.result(VARIANCE, List.of(1.0))).isNull();
    assertThat(RandomSums.result(STDDEV, List.of(1.0))).isNull();
    assertThat(RandomSums.result(STDDEV, List.of(1.0, 1.0))).isEqualTo(0.0);
  }

  @Test
  void it_is_that_of_a_sample() {
    List<Double> values = List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0);
    assertThat(RandomSums.result(VARIANCE, values)).isEqualTo(32.0 / 7);
    assertThat(RandomSums.result(STDDEV, List.of(1.0, 7.0, 1.0, 7.0))).isEqualTo(Math.sqrt(12));
  }

  @Test
  void a_great_mean_takes_nothing_from_a_small_variance() {
    assertThat(variance(1e9 + 1, 1e9 + 2, 1e9 + 3)).isEqualTo(1.0);
    assertThat(variance(1e300, 1e300, 1e300)).isEqualTo(0.0);
    Aggregation integers = RandomSums.over(Function.VARIANCE, Scalar.INT64);
    long far = Long.MIN_VALUE;
    assertThat(RandomSums.result(integers, List.of(far, far + 1, far + 2))).isEqualTo(1.0);
  }

  @Test
  void squares_on_the_way_may_be_greater_or_smaller_than_any_double() {
    assertThat(variance(0.0, 1e-160)).isEqualTo(5e-321);
    assertThat(variance(0.0, Double.MIN_VALUE)).isEqualTo(0.0);
    assertThat(RandomSums.result(STDDEV, List.of(0.0, Double.MIN_VALUE)))
        .isEqualTo(Double.MIN_VALUE); // 0.7 of it
    assertThat(RandomSums.result(STDDEV, List.of(-1e308, 1e308))).isEqualTo(1.4142135623730951e308);
  }

  @Test
  void a_variance_greater_than_any_double_is_an_error() {
    assertThatThrownBy(() -> variance(-1e308, 1e308))
        .isInstanceOf(AggregateOverflowException.class)
        .hasMessage("variance does not fit in a double");
    List<Double> infinite = List.of(1.0, Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> RandomSums.result(STDDEV, infinite))
        .hasMessage("stddev does not fit in a double");
  }

  @Test
  void many_inputs_are_summed_exactly() {
    List<Double> values = Collections.nCopies(100_000, 0.1);
    assertThat(RandomSums.interrupted(VARIANCE, values, 50_000)).isEqualTo(0.0);
  }
}
