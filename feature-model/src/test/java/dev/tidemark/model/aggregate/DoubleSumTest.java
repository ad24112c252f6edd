package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.type.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DoubleSumTest {
  private static final Aggregation SUM = RandomSums.over(Function.SUM, Scalar.DOUBLE);
  private static final Aggregation MEAN = RandomSums.over(Function.MEAN, Scalar.DOUBLE);

  /** Of exponents from {@code lowest} on, and sometimes the negative of an earlier one. */
  private static List<Double> values(Random random, int lowest, int exponents) {
    List<Double> values = new ArrayList<>();
    for (int i = random.nextInt(40) + 1; i > 0; i--) {
      double fresh = Math.scalb(random.nextDouble() * 2 - 1, lowest + random.nextInt(exponents));
      values.add(
          values.isEmpty() || random.nextInt(3) > 0
              ? fresh
              : -values.get(random.nextInt(values.size())));
    }
    return values;
  }

  /** The exact sum in decimal, rounded once. */
  private static double oracle(List<Double> values) {
    BigDecimal sum = BigDecimal.ZERO;
    for (double value : values) {
      sum = sum.add(new BigDecimal(value));
    }
    return sum.doubleValue();
  }

  private static void assertSum(String what, Object expected, Aggregation sum, List<?> values) {
    Object actual;
    try {
      actual = RandomSums.result(sum, values);
    } catch (AggregateOverflowException overflow) {
      actual = null;
    }
    assertThat(actual).as("%s of %s", what, values).isEqualTo(expected);
  }

  private static void assertExact(Random random, List<Double> values) {
    double exact = oracle(values);
    Object expected = Double.isInfinite(exact) ? null : exact;
    assertSum("sum", expected, SUM, values);
    List<Double> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    assertSum("shuffled sum", expected, SUM, shuffled);
    if (expected != null) {
      assertSum("mean", exact / values.size(), MEAN, shuffled);
      assertThat(RandomSums.interrupted(SUM, values, random.nextInt(values.size())))
          .as("interrupted sum of %s", values)
          .isEqualTo(expected);
    }
  }

  @Test
  void a_sum_is_exact_and_rounded_once_whatever_the_order() {
    Random random = RandomSums.random(DoubleSumTest.class);
    for (int i = 0; i < 5_000; i++) {
      assertExact(random, values(random, -30, 60));
      assertExact(random, values(random, -1074, 2_000));
    }
  }

  @Test
  void sums_of_the_smallest_and_of_the_greatest_doubles_are_exact_too() {
    Random random = RandomSums.random(DoubleSumTest.class);
    for (int i = 0; i < 5_000; i++) {
      assertExact(random, values(random, -1080, 60));
      assertExact(random, values(random, 890, 20));
      assertExact(random, values(random, 960, 65));
    }
  }

  @Test
  void a_sum_on_the_way_may_be_greater_than_any_double() {
    assertThat(RandomSums.result(SUM, List.of(1e308, 1e308, 1.5, -1e308, -1e308))).isEqualTo(1.5);
    assertThat(RandomSums.result(MEAN, List.of(Double.MAX_VALUE, Double.MAX_VALUE)))
        .isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void a_sum_greater_than_any_double_is_an_error() {
    assertThatThrownBy(() -> RandomSums.result(SUM, List.of(1e308, 1e308)))
        .isInstanceOf(AggregateOverflowException.class)
        .hasMessage("sum does not fit in a double");
  }

  @Test
  void half_way_cases_are_rounded_by_what_lies_below() {
    assertThat(RandomSums.result(SUM, List.of(1.0, 0x1p-53, 0x1p-106))).isEqualTo(1 + 0x1p-52);
    assertThat(RandomSums.result(SUM, List.of(1.0, 0x1p-53, -0x1p-106))).isEqualTo(1.0);
    assertThat(RandomSums.result(SUM, List.of(1.0, 0x1p-53))).isEqualTo(1.0);
  }

  @Test
  void the_sum_of_negative_zeros_is_zero() {
    assertThat(RandomSums.result(SUM, List.of(-0.0, -0.0))).isEqualTo(0.0);
  }

  @Test
  void floats_are_summed_as_the_doubles_that_they_are() {
    Aggregation floats = RandomSums.over(Function.SUM, Scalar.FLOAT);
    assertThat(RandomSums.result(floats, List.of(0.1f, 0.2f))).isEqualTo((double) 0.1f + 0.2f);
  }

  @Test
  void the_sum_of_nothing_is_null() {
    assertThat(RandomSums.result(SUM, List.of())).isNull();
    assertThat(RandomSums.result(MEAN, List.of())).isNull();
  }
}
