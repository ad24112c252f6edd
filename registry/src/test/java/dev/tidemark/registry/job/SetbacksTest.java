package dev.tidemark.registry.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.registry.job.Setbacks.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SetbacksTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:30:00Z");
  private final Setbacks setbacks = new Setbacks(Path.of("state"), InstantSource.fixed(NOW));

  @Test
  void a_failure_is_told_and_counted_by_its_cause() {
    assertThat(setbacks.last()).isEmpty();
    setbacks.add(new IllegalStateException("task", new TimeoutException("no answer")));
    setbacks.add(new IllegalStateException("task", new IllegalStateException("no row")));
    assertThat(setbacks.last()).contains(new Failure(NOW, "IllegalStateException: no row"));
    assertThat(setbacks.counts())
        .isEqualTo(
            Map.of(
                Cause.BROKER, 1L, Cause.OTHER, 1L, Cause.DISK_FULL, 0L, Cause.DAMAGED_STATE, 0L));
  }

  @Test
  void a_full_disk_names_the_folder_and_what_to_do() {
    setbacks.add(new IOException("No space left on device"));
    assertThat(setbacks.last().map(Failure::reason))
        .contains(
            "Cannot write to state: IOException: No space left on device; make room there, and the"
                + " job goes on by itself");
  }

  @Test
  void a_job_is_down_while_it_waits_and_when_it_breaks_off_again_and_again() {
    assertThat(setbacks.pause(new IllegalStateException("no row"))).isTrue();
    assertThat(setbacks.down()).isFalse();
    setbacks.close(); // so that it does not wait any more
    for (int i = 0; i < 5; i++) {
      assertThat(setbacks.down()).isFalse();
      assertThat(setbacks.pause(new IllegalStateException("no row"))).isFalse();
    }
    assertThat(setbacks.down()).isTrue();
  }
}
