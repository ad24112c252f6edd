package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/**
 * Against {@link Double#toString(double)}; {@code -Dtests.seed} repeats, {@code -Dtidemark.cases}
 * does more.
 */
class DoubleTextTest {
  private static final long SEED = Long.getLong("tests.seed", System.nanoTime());
  private static final int CASES = Integer.getInteger("tidemark.cases", 2_000_000);

  private final byte[] out = new byte[3 + DoubleText.LONGEST];

  @Test
  void any_double_has_the_text_that_java_gives_it() {
    Random random = new Random(SEED);
    System.out.println("DoubleTextTest: -Dtests.seed=" + SEED);
    for (int i = 0; i < CASES; i++) {
      check(Double.longBitsToDouble(random.nextLong()));
      check(random.nextDouble());
      check(random.nextGaussian() * 1e6);
      check(random.nextLong() >> random.nextInt(64));
      check(random.nextInt(100_000) / 100.0);
    }
  }

  @Test
  void every_power_and_its_neighbours_have_the_text_that_java_gives_them() {
    for (int e = Double.MIN_EXPONENT - 52; e <= Double.MAX_EXPONENT; e++) {
      around(Math.scalb(1.0, e));
    }
    for (int e = -330; e <= 310; e++) {
      around(Double.parseDouble("1e" + e));
      around(Double.parseDouble("9.999999999999999e" + e));
    }
  }

  @Test
  void extremes_have_the_text_that_java_gives_them() {
    DoubleStream.of(
            0.0,
            -0.0,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Double.MAX_VALUE,
            1e7,
            9999999.0,
            1e-3,
            2e-44,
            1.0E23,
            2.0E-3,
            9007199254740993.0,
            4.9E-324,
            9.9E-324,
            1.5E-323)
        .forEach(this::around);
  }

  private void around(double value) {
    for (double near : new double[] {value, Math.nextUp(value), Math.nextDown(value)}) {
      check(near);
      check(-near);
    }
  }

  private void check(double value) {
    if (Double.isFinite(value)) {
      int end = DoubleText.write(value, out, 3);
      String text = new String(out, 3, end - 3, StandardCharsets.US_ASCII);
      if (!text.equals(Double.toString(value))) {
        assertThat(text).isEqualTo(Double.toString(value));
      }
    }
  }
}
