package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RatioTest {
  private static final BigInteger TINY = BigInteger.ONE.shiftLeft(300);

  private final Random random = RandomSums.random(RatioTest.class);

  /** Half of an odd number of 54 bits, more or less by next to nothing. */
  private static Ratio half(BigInteger odd, int sign) {
    return new Ratio(
        odd.multiply(TINY).add(BigInteger.valueOf(sign)), TINY.multiply(BigInteger.TWO), 0);
  }

  @Test
  void a_value_half_way_between_two_doubles_becomes_the_even_one_and_any_other_the_nearest() {
    for (int round = 0; round < 1_000; round++) {
      long below = 1L << 52 | random.nextLong(1L << 52);
      BigInteger odd = BigInteger.valueOf(2 * below + 1);
      assertThat(half(odd, 0).rounded()).isEqualTo(below + (below & 1));
      assertThat(half(odd, 1).rounded()).isEqualTo(below + 1);
      assertThat(half(odd, -1).rounded()).isEqualTo(below);
    }
  }

  @Test
  void a_root_is_rounded_likewise() {
    for (int round = 0; round < 1_000; round++) {
      long below = 1L << 52 | random.nextLong(1L << 52);
      BigInteger odd = BigInteger.valueOf(2 * below + 1);
      BigInteger square = odd.multiply(odd).multiply(TINY);
      BigInteger of = TINY.shiftLeft(2);
      assertThat(new Ratio(square, of, 0).root()).isEqualTo(below + (below & 1));
      assertThat(new Ratio(square.add(BigInteger.ONE), of, 0).root()).isEqualTo(below + 1);
      assertThat(new Ratio(square.subtract(BigInteger.ONE), of, 0).root()).isEqualTo(below);
    }
  }

  @Test
  void the_greatest_and_the_smallest_doubles_are_rounded_likewise() {
    for (int round = 0; round < 20_000; round++) {
      BigInteger numerator = new BigInteger(1 + random.nextInt(200), random);
      int exponent =
          -numerator.bitLength() + (random.nextBoolean() ? 1024 : -1078 + random.nextInt(70));
      BigDecimal two = BigDecimal.valueOf(2);
      BigDecimal exact =
          exponent < 0
              ? new BigDecimal(numerator).divide(two.pow(-exponent))
              : new BigDecimal(numerator).multiply(two.pow(exponent));
      assertThat(new Ratio(numerator, BigInteger.ONE, exponent).rounded())
          .as("%s × 2^%d", numerator, exponent)
          .isEqualTo(exact.doubleValue());
    }
  }
}
