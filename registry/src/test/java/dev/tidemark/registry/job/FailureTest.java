package dev.tidemark.registry.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void the_innermost_cause_is_told() {
    Exception failure = new IllegalStateException("outer", new IOException("disk full"));
    assertThat(Failure.of(failure, Instant.EPOCH))
        .isEqualTo(new Failure(Instant.EPOCH, "IOException: disk full"));
    assertThat(Failure.of(new IllegalStateException(), Instant.EPOCH).reason())
        .isEqualTo("IllegalStateException");
  }
}
