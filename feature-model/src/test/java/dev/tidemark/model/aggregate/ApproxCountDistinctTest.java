package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.feature.TestEvent;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import java.util.Random;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApproxCountDistinctTest {
  private static final Aggregation OVER_INTEGERS =
      RandomSums.over(Function.APPROX_COUNT_DISTINCT, Scalar.INT64);

  private final Random random = RandomSums.random(ApproxCountDistinctTest.class);

  private static void add(Accumulator state, Object value) {
    state.add(TestEvent.at(0, value), value);
  }

  private static byte[] bytes(Accumulator state) {
    ByteSink out = new ByteSink(0);
    state.write(out);
    return out.toByteArray();
  }

  /** So many distinct values, some of them twice, from one of many sequences. */
  private long[] values(int distinct) {
    long start = random.nextLong();
    long[] values = new long[distinct + random.nextInt(distinct + 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = start + (i < distinct ? i : random.nextInt(distinct));
    }
    for (int i = values.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      long swap = values[i];
      values[i] = values[other];
      values[other] = swap;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 500, 1_023, 1_024, 1_025, 1_100, 2_000, 4_096, 20_000, 200_000})
  void the_state_is_that_of_the_set_however_it_was_split_and_merged(int distinct) {
    long[] values = values(distinct);
    Accumulator sequential = OVER_INTEGERS.start();
    Accumulator[] parts = new Accumulator[1 + random.nextInt(8)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = OVER_INTEGERS.start();
    }
    for (long value : values) {
      add(sequential, value);
      add(parts[Math.min(random.nextInt(parts.length), random.nextInt(parts.length))], value);
    }
    Accumulator merged = OVER_INTEGERS.start();
    for (int i = parts.length - 1; i >= 0; i--) {
      parts[i].merge(merged);
      merged = OVER_INTEGERS.read(new ByteSource(bytes(parts[i])));
    }

    assertThat(bytes(merged)).isEqualTo(bytes(sequential));
    assertThat(merged.result()).isEqualTo(sequential.result());
  }

  @Test
  void a_count_of_up_to_1024_is_off_by_two_equal_coupons_at_most() {
    int exact = 0;
    for (int round = 0; round < 200; round++) {
      int distinct = 1 + random.nextInt(1024);
      long counted = count(values(distinct));
      assertThat(counted).isBetween(distinct - 2L, (long) distinct);
      exact += counted == distinct ? 1 : 0;
    }
    assertThat(exact).isGreaterThan(190);
  }

  private static long count(long[] values) {
    Accumulator state = OVER_INTEGERS.start();
    for (long value : values) {
      add(state, value);
    }
    return (Long) state.result();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_025, 1_500, 3_000, 6_000, 10_000, 14_000, 20_000, 50_000})
  void beyond_the_error_is_the_documented_one(int distinct) {
    double squares = 0;
    double sum = 0;
    int rounds = 100;
    for (int round = 0; round < rounds; round++) {
      double error = count(values(distinct)) / (double) distinct - 1;
      squares += error * error;
      sum += error;
    }
    assertThat(Math.sqrt(squares / rounds)).isLessThan(0.016 * 1.35); // 5 sigma of 100 rounds
    assertThat(sum / rounds).isCloseTo(0, within(5 * 0.016 / 10));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_025, 5_000, 12_000, 30_000, 200_000})
  void the_registers_tell_what_those_of_data_sketches_tell(int distinct) {
    double differences = 0;
    int rounds = 20;
    for (int round = 0; round < rounds; round++) {
      HllSketch sketch = new HllSketch(12, TgtHllType.HLL_8);
      long[] values = values(distinct);
      for (long value : values) {
        sketch.update(value);
      }
      differences += Math.abs(count(values) - sketch.getCompositeEstimate()) / distinct;
    }
    // Two estimators of the same registers; of other registers they would be 1.8 % apart.
    assertThat(differences / rounds).isLessThan(0.008);
  }

  @Test
  void every_kind_of_value_counts_as_data_sketches_would_count_it() {
    assertThat(count(Scalar.STRING, "", "a", "é", "a")).isEqualTo(3);
    assertThat(count(Scalar.BYTES, new byte[0], new byte[1], new byte[1])).isEqualTo(2);
    assertThat(count(Scalar.BOOL, true, false, true)).isEqualTo(2);
    assertThat(count(Scalar.DOUBLE, 0.0, -0.0, 1.0)).isEqualTo(2);
    assertThat(count(Scalar.FLOAT, 0f, -0f)).isEqualTo(1);
    assertThat(count(Scalar.INT32)).isZero();
  }

  private static long count(Scalar scalar, Object... values) {
    Accumulator state = RandomSums.over(Function.APPROX_COUNT_DISTINCT, scalar).start();
    for (Object value : values) {
      add(state, value);
    }
    return (Long) state.result();
  }
}
