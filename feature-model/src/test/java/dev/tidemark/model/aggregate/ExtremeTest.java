package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.type.Scalar;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtremeTest {
  private static final Aggregation MIN = RandomSums.over(Function.MIN, Scalar.DOUBLE);
  private static final Aggregation MAX = RandomSums.over(Function.MAX, Scalar.DOUBLE);

  @Test
  void negative_zero_is_below_zero_in_either_order() {
    assertThat(RandomSums.result(MIN, List.of(0.0, -0.0))).isEqualTo(-0.0);
    assertThat(RandomSums.result(MIN, List.of(-0.0, 0.0))).isEqualTo(-0.0);
    assertThat(RandomSums.result(MAX, List.of(-0.0, 0.0))).isEqualTo(0.0);
    assertThat(RandomSums.result(MAX, List.of(0.0, -0.0))).isEqualTo(0.0);
  }

  @Test
  void times_have_extremes_too() {
    Aggregation first = RandomSums.over(Function.MIN, Scalar.TIMESTAMP);
    List<Instant> times = List.of(Instant.EPOCH, Instant.EPOCH.minusMillis(1));
    assertThat(RandomSums.interrupted(first, times, 1)).isEqualTo(times.get(1));
  }

  @Test
  void the_extreme_of_nothing_is_null() {
    assertThat(RandomSums.result(MIN, List.of())).isNull();
  }
}
