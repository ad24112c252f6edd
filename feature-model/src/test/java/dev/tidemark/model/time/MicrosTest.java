package dev.tidemark.model.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicrosTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z",
        "2026-01-31T09:30:00.123Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void a_time_is_read_and_written_alike(String text) {
    long micros = Micros.of(Instant.parse(text));
    assertThat(Micros.toInstant(micros)).isEqualTo(Instant.parse(text));
    assertThat(Micros.format(micros)).isEqualTo(text);
  }

  @Test
  void finer_digits_are_cut_before_1970_too() {
    assertThat(Micros.of(Instant.ofEpochSecond(0, 1_999))).isEqualTo(1);
    assertThat(Micros.of(Instant.ofEpochSecond(-1, 999_999_999))).isEqualTo(-1);
  }

  @Test
  void the_bounds_are_the_years_1_and_9999() {
    assertThat(Micros.MIN).isEqualTo(-62_135_596_800_000_000L);
    assertThat(Micros.MAX).isEqualTo(253_402_300_799_999_999L);
  }
}
