package dev.tidemark.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
  private static final Duration ELAPSED = Duration.ofSeconds(90);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "80 | Joining  75%  ███████████████░░░░░  0:30 left  3,000,000 of 4,000,000",
        "60 | Joining  75%  ███████████████░░░░░  0:30 left",
        "40 | Joining  75%  ██████████░░░░  0:30 left",
        "30 | Joining  75%  0:30 left",
        "10 | Joining",
        "1 | ''"
      })
  void a_line_says_what_it_has_room_for(int columns, String text) {
    assertThat(new ProgressLine("Joining", 4_000_000).text(3_000_000, ELAPSED, columns).strip())
        .isEqualTo(text);
  }

  @Test
  void nobody_knows_how_long_it_takes_before_it_has_begun() {
    assertThat(new ProgressLine("Joining", 4).text(0, Duration.ZERO, 80))
        .isEqualTo("Joining   0%  ░░░░░░░░░░░░░░░░░░░░  0 of 4");
  }

  @Test
  void a_line_without_a_total_counts_or_says_what_is_done() {
    assertThat(new ProgressLine("Reading", -1).text(0, ELAPSED, 80)).isEqualTo("Reading …");
    assertThat(new ProgressLine("Reading", -1).text(1_234, ELAPSED, 80))
        .isEqualTo("Reading  1,234");
    assertThat(new ProgressLine("Joining", 0).text(0, ELAPSED, 80)).isEqualTo("Joining …");
  }
}
