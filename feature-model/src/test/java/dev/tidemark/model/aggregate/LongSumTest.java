package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.type.Scalar;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongSumTest {
  private static final long MAX = Long.MAX_VALUE;
  private static final long MIN = Long.MIN_VALUE;
  private static final Aggregation SUM = RandomSums.over(Function.SUM, Scalar.INT64);
  private static final Aggregation MEAN = RandomSums.over(Function.MEAN, Scalar.INT64);

  @Test
  void the_greatest_and_the_least_sum_fit() {
    assertThat(RandomSums.result(SUM, List.of(MAX - 1, 1L))).isEqualTo(MAX);
    assertThat(RandomSums.result(SUM, List.of(MIN + 1, -1L))).isEqualTo(MIN);
    assertThat(RandomSums.result(SUM, List.of(MAX, MIN))).isEqualTo(-1L);
  }

  @Test
  void a_sum_outside_64_bits_is_an_error_that_tells_it() {
    assertThatThrownBy(() -> RandomSums.result(SUM, List.of(MAX, 1L)))
        .isInstanceOf(AggregateOverflowException.class)
        .hasMessage("sum does not fit in 64 bits: 9223372036854775808");
    assertThatThrownBy(() -> RandomSums.result(SUM, List.of(MIN, -1L)))
        .hasMessage("sum does not fit in 64 bits: -9223372036854775809");
  }

  @Test
  void a_sum_on_the_way_may_be_outside_64_bits() {
    assertThat(RandomSums.result(SUM, List.of(MAX, MAX, MAX, -MAX, -MAX))).isEqualTo(MAX);
    assertThat(RandomSums.result(SUM, List.of(MIN, MIN, MAX, MAX))).isEqualTo(-2L);
  }

  @Test
  void a_mean_never_overflows() {
    assertThat(RandomSums.result(MEAN, List.of(MAX, MAX, MAX))).isEqualTo((double) MAX);
    assertThat(RandomSums.result(MEAN, List.of(1L, 2L))).isEqualTo(1.5);
    assertThat(RandomSums.result(MEAN, List.of())).isNull();
  }

  @Test
  void sums_are_those_of_big_integers() {
    Random random = RandomSums.random(LongSumTest.class);
    long[] edges = {MAX, MIN, 0, 1, -1, MAX - 1, MIN + 1, 1L << 62, -(1L << 62)};
    for (int round = 0; round < 20_000; round++) {
      List<Long> values = new ArrayList<>();
      BigInteger expected = BigInteger.ZERO;
      for (int i = random.nextInt(12) + 1; i > 0; i--) {
        long value =
            random.nextInt(3) == 0 ? random.nextLong() : edges[random.nextInt(edges.length)];
        values.add(value);
        expected = expected.add(BigInteger.valueOf(value));
      }
      int after = random.nextInt(values.size());
      if (expected.bitLength() < 64) {
        assertThat(RandomSums.result(SUM, values)).isEqualTo(expected.longValue());
        assertThat(RandomSums.interrupted(SUM, values, after)).isEqualTo(expected.longValue());
      } else {
        assertThatThrownBy(() -> RandomSums.result(SUM, values))
            .isInstanceOf(AggregateOverflowException.class);
      }
      assertThat(RandomSums.interrupted(MEAN, values, after))
          .isEqualTo(expected.doubleValue() / values.size());
    }
  }

  @Test
  void integers_of_32_bits_are_summed_in_64() {
    Aggregation ints = RandomSums.over(Function.SUM, Scalar.INT32);
    assertThat(RandomSums.result(ints, List.of(Integer.MAX_VALUE, Integer.MAX_VALUE)))
        .isEqualTo(2L * Integer.MAX_VALUE);
  }
}
