package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.registry.job.Failure;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ReplacementTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:30:00Z");

  @Test
  void why_a_thread_died_is_told() {
    Replacement replacement = new Replacement("shape orders", InstantSource.fixed(NOW));
    assertThat(replacement.last()).isEmpty();
    Thread.currentThread().interrupt(); // so that it does not wait before it replaces
    assertThat(replacement.handle(new IllegalStateException("no topic")))
        .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(replacement.last()).contains(new Failure(NOW, "IllegalStateException: no topic"));
  }
}
