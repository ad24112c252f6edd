package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Compares values: doubles to 1 ulp, bytes by content, all else to the bit. */
final class Values {
  private Values() {}

  static void assertSame(Object actual, Object expected, String what) {
    if (actual instanceof Double left && expected instanceof Double right) {
      assertThat(Math.abs(left - right)).as(what).isLessThanOrEqualTo(Math.ulp(right));
    } else if (actual instanceof List<?> left && expected instanceof List<?> right) {
      assertThat(left).as(what).hasSameSizeAs(right);
      for (int i = 0; i < left.size(); i++) {
        assertSame(left.get(i), right.get(i), what);
      }
    } else {
      assertThat(actual).as(what).isEqualTo(expected);
    }
  }
}
