package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallsTest {
  @Test
  void what_is_owned_is_in_doubt_until_a_heartbeat_was_answered() {
    try (Stalls stalls = new Stalls()) {
      long start = System.nanoTime();
      assertThat(stalls.none(start)).isTrue();
      assertThat(stalls.none(start + seconds(8))).isTrue();
      // A lookup may come before the clock of a process that goes on
      assertThat(stalls.none(start + seconds(10))).isFalse();
      stalls.tick(start + seconds(10));
      assertThat(stalls.none(start + seconds(10))).isFalse();
      stalls.tick(start + seconds(13));
      assertThat(stalls.none(start + seconds(14))).isFalse();
      assertThat(stalls.none(start + seconds(16))).isTrue();
    }
  }

  private static long seconds(long of) {
    return TimeUnit.SECONDS.toNanos(of);
  }
}
