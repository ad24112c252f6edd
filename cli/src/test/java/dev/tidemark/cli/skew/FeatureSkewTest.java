package dev.tidemark.cli.skew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeatureSkewTest {
  private static FeatureValue value(@Nullable Object value, long seconds) {
    return new FeatureValue(
        value,
        value == null ? Status.NULL_VALUE : Status.PRESENT,
        seconds < 0 ? Micros.NONE : seconds * 1_000_000);
  }

  @Test
  void a_percentile_is_the_least_number_that_the_share_does_not_exceed() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      double[] numbers =
          DoubleStream.generate(() -> random.nextInt(4) == 0 ? random.nextGaussian() : 0)
              .limit(1 + random.nextInt(50))
              .toArray();
      Spread spread = new Spread();
      Arrays.stream(numbers).forEach(spread::add);
      Arrays.sort(numbers);
      for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
        assertThat(spread.at(share))
            .isEqualTo(numbers[(int) Math.ceil(share * numbers.length) - 1]);
      }
    }
    assertThat(new Spread().at(0.5)).isNaN();
  }

  @Test
  void errors_nulls_and_staleness_are_of_all_that_was_compared() {
    FeatureSkew skew = new FeatureSkew("view:feature");
    skew.add(Verdict.EQUAL, value(2.0, 10), value(2.0, 10));
    skew.add(Verdict.DIFFERENT, value(1.0, 10), value(2.0, 13));
    skew.add(Verdict.IN_FLIGHT, value(0.0, 10), value(2.0, 11));
    skew.add(Verdict.DIFFERENT, value(null, -1), value(2.0, 11));
    skew.add(Verdict.DIFFERENT, value(3.0, 10), value(null, 10));
    skew.add(Verdict.EQUAL, value(null, -1), value(null, -1));
    skew.add(Verdict.INVALID, value(null, -1), value(2.0, 1));

    assertThat(skew.compared()).isEqualTo(6);
    assertThat(skew.equal()).isEqualTo(2);
    assertThat(skew.differing()).isEqualTo(3);
    assertThat(skew.inFlight()).isEqualTo(1);
    assertThat(skew.invalid()).isEqualTo(1);
    assertThat(skew.nulls(false, false)).isEqualTo(3);
    assertThat(skew.nulls(true, false)).isEqualTo(1);
    assertThat(skew.nulls(false, true)).isEqualTo(1);
    assertThat(skew.nulls(true, true)).isEqualTo(1);
    assertThat(skew.errors().at(0.5)).isEqualTo(0.5);
    assertThat(skew.errors().at(1)).isEqualTo(1);
    assertThat(skew.staleness().at(0.5)).isEqualTo(0);
    assertThat(skew.staleness().at(1)).isEqualTo(3);
  }

  @Test
  void an_error_has_a_value_whatever_the_numbers_are() {
    FeatureSkew skew = new FeatureSkew("view:feature");
    skew.add(Verdict.EQUAL, value(Double.NaN, 1), value(Double.NaN, 1));
    skew.add(Verdict.EQUAL, value(0L, 1), value(0L, 1));
    assertThat(skew.errors().at(1)).isZero();
    skew.add(Verdict.DIFFERENT, value(Double.NaN, 1), value(1.0, 1));
    assertThat(skew.errors().at(1)).isInfinite();
  }
}
