package dev.tidemark.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.metrics.VerifyMetrics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void rounds_follow_one_that_fails_whatever_it_failed_at() throws Exception {
    List<Integer> rounds = new ArrayList<>();
    try (VerifyMetrics metrics = new VerifyMetrics(0)) {
      Watch watch =
          new Watch(
              new Console(new PrintWriter(out), new PrintWriter(err), false),
              metrics,
              Duration.ofMillis(100),
              (rows, seed) -> {
                rounds.add(rows);
                if (rounds.size() == 3) {
                  Thread.currentThread().interrupt();
                }
                if (rounds.size() == 1) {
                  throw new IllegalStateException("the registry is empty for a moment");
                }
                return new Report(rows, seed, 0, List.of(), List.of());
              });
      assertThatThrownBy(() -> watch.run(50)).isInstanceOf(InterruptedException.class);
    }
    assertThat(rounds).containsExactly(5, 5, 5);
    assertThat(err.toString()).contains("the registry is empty for a moment");
    assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.contains("of 5 keys"));
  }
}
