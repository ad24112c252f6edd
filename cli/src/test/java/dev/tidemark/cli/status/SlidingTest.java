package dev.tidemark.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.status.Sliding.Growth;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlidingTest {
  private static final long SECOND = 1_000_000_000;

  private final Sliding minute = new Sliding(Duration.ofMinutes(1), 0);

  @Test
  void growth_is_counted_from_the_beginning_until_the_span_is_over() {
    assertThat(minute.growth("a", 30, 10 * SECOND)).isEqualTo(new Growth(30, 10));
    minute.add(10 * SECOND, Map.of("a", 30L));
    assertThat(minute.growth("a", 90, 20 * SECOND)).isEqualTo(new Growth(90, 20));
    assertThat(minute.growth("a", 90, 20 * SECOND).perSecond()).isEqualTo(4.5);
  }

  @Test
  void what_is_older_than_the_span_no_longer_counts() {
    for (int second = 5; second <= 300; second += 5) {
      minute.add(second * SECOND, Map.of("a", 10L * second));
    }
    assertThat(minute.growth("a", 3_000, 300 * SECOND)).isEqualTo(new Growth(600, 60));
    assertThat(minute.growth("a", 3_020, 302 * SECOND)).isEqualTo(new Growth(620, 62));
  }

  @Test
  void a_counter_that_is_new_or_began_anew_has_grown_from_nothing() {
    minute.add(10 * SECOND, Map.of("a", 30L));
    minute.add(80 * SECOND, Map.of("a", 40L));
    assertThat(minute.growth("b", 7, 80 * SECOND).count()).isEqualTo(7);
    assertThat(minute.growth("a", 7, 80 * SECOND).count()).isEqualTo(7);
  }

  @Test
  void without_time_there_is_no_rate() {
    assertThat(minute.growth("a", 5, 0).perSecond()).isZero();
  }
}
