package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.registry.job.Failure;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private final Retries retries = new Retries("fold user");

  @Test
  void why_a_thread_died_is_told_although_it_is_replaced() {
    assertThat(retries.last()).isEmpty();
    assertThat(retries.handle(new StreamsException("task", new IllegalStateException("no row"))))
        .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    assertThat(retries.last().map(Failure::reason)).contains("IllegalStateException: no row");
  }
}
