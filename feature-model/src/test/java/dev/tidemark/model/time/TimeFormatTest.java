package dev.tidemark.model.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.time.TimeFormat.Epoch;
import dev.tidemark.model.time.TimeFormat.Epoch.Unit;
import dev.tidemark.model.time.TimeFormat.Pattern;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {
  private static final TimeFormat ISO = TimeFormat.iso8601();
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static long micros(String instant) {
    return Micros.of(Instant.parse(instant));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T09:30:00Z, 2026-01-31T09:30:00Z",
    "2026-01-31t09:30:00z, 2026-01-31T09:30:00Z",
    "2026-01-31 09:30:00, 2026-01-31T09:30:00Z",
    "2026-01-31T09:30, 2026-01-31T09:30:00Z",
    "2026-01-31T09:30:00.1, 2026-01-31T09:30:00.100Z",
    "2026-01-31T09:30:00.123456789Z, 2026-01-31T09:30:00.123456Z",
    "2026-01-31T09:30:00+01:30, 2026-01-31T08:00:00Z",
    "2026-01-31T09:30:00-0130, 2026-01-31T11:00:00Z",
    "2026-01-31T09:30:00+02, 2026-01-31T07:30:00Z",
    "2026-01-31T09:30:00-00:00, 2026-01-31T09:30:00Z",
    "2026-01-31T09:30:00+01:00[Europe/Berlin], 2026-01-31T08:30:00Z",
    "2026-07-31T09:30:00[Europe/Berlin], 2026-07-31T07:30:00Z",
    "2024-02-29, 2024-02-29T00:00:00Z",
    "' 2026-01-31T09:30:00Z ', 2026-01-31T09:30:00Z",
    "0001-01-01, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999Z",
    "1969-12-31T23:59:59.9999995Z, 1969-12-31T23:59:59.999999Z"
  })
  void iso_8601_is_read_with_or_without_zone(String text, String expected) {
    assertThat(ISO.parse(text)).isEqualTo(micros(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2026",
        "2026-1-31",
        "2026-02-29",
        "2026-01-31T25:00",
        "2026-01-31T09:30:60Z",
        "2026-01-31T09:30:00+25:00",
        "2026-01-31T09:30:00 Europe/Berlin",
        "20260131T093000Z",
        "2026-01-31T09:30:00ZZ",
        "0000-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01"
      })
  void what_is_no_iso_8601_of_the_years_1_to_9999_is_refused(String text) {
    assertThatThrownBy(() -> ISO.parse(text)).isInstanceOf(DateTimeException.class);
  }

  /** The first form is read without a formatter, the second with one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2015-09-12T00:46:58.771", "2015-09-12T00:46:58", "2015-09-12T23:59:59.999999999",
        "0001-01-01T00:00:00.0", "9999-12-31T23:59:59.9", "1969-12-31T23:59:59.0000015",
        "2024-02-29T00:00:00", "1900-02-28T12:00:00.01", "2000-02-29T12:00:00.010203"
      })
  void a_time_in_utc_is_read_alike_in_either_way(String text) {
    assertThat(UtcText.parse(text + "Z"))
        .isNotEqualTo(Micros.NONE)
        .isEqualTo(ISO.parse(text + "Z"))
        .isEqualTo(ISO.parse(text + "+00:00"));
    assertThat(UtcText.parse(text + "+00:00")).isEqualTo(Micros.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2015-02-29T00:00:00Z",
        "2015-13-01T00:00:00Z",
        "2015-00-01T00:00:00Z",
        "2015-01-00T00:00:00Z",
        "2015-01-01T24:00:00Z",
        "2015-01-01T00:60:00Z",
        "2015-01-01T00:00:60Z",
        "2015-01-01T00:00:00.1234567890Z",
        "2015-01-01T00:00:00,5Z",
        "2015-01-01T00:00:0xZ",
        "2015/01/01T00:00:00Z",
        "2015-01-01T00:00:00.-1Z",
        "+015-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "٢٠١٥-01-01T00:00:00Z"
      })
  void what_only_looks_like_a_time_in_utc_is_refused(String text) {
    assertThatThrownBy(() -> ISO.parse(text)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void a_number_is_no_iso_8601() {
    assertThatThrownBy(() -> ISO.parse(20260131L))
        .isInstanceOf(DateTimeException.class)
        .hasMessage("expected an ISO-8601 text such as 2026-01-31T09:30:00Z");
  }

  @ParameterizedTest
  @MethodSource
  void an_epoch_number_counts_its_unit(Unit unit, Object raw, String expected) {
    assertThat(new Epoch(unit).parse(raw)).isEqualTo(micros(expected));
  }

  static Stream<Arguments> an_epoch_number_counts_its_unit() {
    return Stream.of(
        Arguments.of(Unit.SECONDS, 1L, "1970-01-01T00:00:01Z"),
        Arguments.of(Unit.SECONDS, -1, "1969-12-31T23:59:59Z"),
        Arguments.of(Unit.SECONDS, 1.5, "1970-01-01T00:00:01.500Z"),
        Arguments.of(Unit.SECONDS, "1.0000019", "1970-01-01T00:00:01.000001Z"),
        Arguments.of(Unit.SECONDS, "-0.0000001", "1969-12-31T23:59:59.999999Z"),
        Arguments.of(Unit.SECONDS, " 17e-1 ", "1970-01-01T00:00:01.700Z"),
        Arguments.of(Unit.SECONDS, -62135596800L, "0001-01-01T00:00:00Z"),
        Arguments.of(Unit.MILLIS, 1L, "1970-01-01T00:00:00.001Z"),
        Arguments.of(Unit.MILLIS, new BigDecimal("2.5"), "1970-01-01T00:00:00.002500Z"),
        Arguments.of(Unit.MILLIS, "253402300799999", "9999-12-31T23:59:59.999Z"),
        Arguments.of(Unit.MICROS, 1L, "1970-01-01T00:00:00.000001Z"),
        Arguments.of(Unit.MICROS, "-1", "1969-12-31T23:59:59.999999Z"),
        Arguments.of(Unit.MICROS, "1e-2147483647", "1970-01-01T00:00:00Z"),
        Arguments.of(Unit.MICROS, "-1e-2147483647", "1969-12-31T23:59:59.999999Z"),
        Arguments.of(Unit.SECONDS, "0e2147483647", "1970-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "NaN",
        "Infinity",
        "0x10",
        "1e2147483647",
        "-1e2147483647",
        "1e2147483648",
        "253402300800",
        "-62135596801",
        "9223372036854775807",
        "99999999999999999999999999"
      })
  void what_is_no_epoch_number_of_the_years_1_to_9999_is_refused(String text) {
    assertThatThrownBy(() -> new Epoch(Unit.SECONDS).parse(text))
        .isInstanceOf(DateTimeException.class);
  }

  @Test
  void an_epoch_number_too_large_for_64_bits_is_refused_at_once() {
    Epoch seconds = new Epoch(Unit.SECONDS);
    assertThatThrownBy(() -> seconds.parse(Long.MAX_VALUE))
        .isInstanceOf(DateTimeException.class)
        .hasMessage("outside the years 0001 to 9999");
    assertThatThrownBy(() -> seconds.parse("9".repeat(1_000_000)))
        .isInstanceOf(DateTimeException.class)
        .hasMessage("expected a number of epoch seconds");
  }

  @ParameterizedTest
  @CsvSource({
    "America/Los_Angeles, 2001-04-01 01:59, 2001-04-01T09:59:00Z",
    "America/Los_Angeles, 2001-04-01 02:00, 2001-04-01T10:00:00Z",
    "America/Los_Angeles, 2001-04-01 02:59, 2001-04-01T10:59:00Z",
    "America/Los_Angeles, 2001-04-01 03:00, 2001-04-01T10:00:00Z",
    "America/Los_Angeles, 2001-10-28 00:59, 2001-10-28T07:59:00Z",
    "America/Los_Angeles, 2001-10-28 01:00, 2001-10-28T08:00:00Z",
    "America/Los_Angeles, 2001-10-28 01:59, 2001-10-28T08:59:00Z",
    "America/Los_Angeles, 2001-10-28 02:00, 2001-10-28T10:00:00Z",
    // Half an hour only
    "Australia/Lord_Howe, 2025-10-05 02:15, 2025-10-04T15:45:00Z",
    "UTC, 2001-04-01 02:30, 2001-04-01T02:30:00Z"
  })
  void a_skipped_wall_clock_time_moves_on_and_a_doubled_one_is_the_first(
      String zone, String text, String expected) {
    TimeFormat format = new Pattern("yyyy-MM-dd HH:mm", ZoneId.of(zone));
    assertThat(format.parse(text)).isEqualTo(micros(expected));
  }

  @Test
  void a_texts_own_zone_goes_before_the_declared_one() {
    TimeFormat format = new Pattern("yyyy-MM-dd HH:mm[ XXX]", BERLIN);
    assertThat(format.parse("2026-01-31 09:30 -05:00")).isEqualTo(micros("2026-01-31T14:30:00Z"));
    assertThat(format.parse("2026-01-31 09:30")).isEqualTo(micros("2026-01-31T08:30:00Z"));
  }

  @Test
  void a_date_alone_is_midnight_in_the_zone() {
    assertThat(new Pattern("yyyyMMdd", BERLIN).parse("20260131"))
        .isEqualTo(micros("2026-01-30T23:00:00Z"));
    assertThat(new Pattern("yyyyMMdd", BERLIN).parse(20260131L))
        .isEqualTo(micros("2026-01-30T23:00:00Z"));
  }

  @Test
  void a_pattern_without_a_date_reads_no_time() {
    assertThatThrownBy(() -> new Pattern("HH:mm", BERLIN).parse("09:30"))
        .isInstanceOf(DateTimeException.class);
  }

  @Test
  void names_are_english_wherever_the_machine_stands() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      TimeFormat format = new Pattern("EEE, d MMM yyyy HH:mm:ss", ZoneOffset.UTC);
      assertThat(format.parse("Sun, 3 May 2026 09:30:00"))
          .isEqualTo(micros("2026-05-03T09:30:00Z"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void formats_are_equal_when_they_read_alike() {
    assertThat(new Pattern("yyyy", BERLIN))
        .isEqualTo(new Pattern("yyyy", BERLIN))
        .hasSameHashCodeAs(new Pattern("yyyy", BERLIN))
        .isNotEqualTo(new Pattern("yyyy", ZoneOffset.UTC))
        .isNotEqualTo(new Pattern("uuuu", BERLIN));
    assertThat(TimeFormat.iso8601()).isEqualTo(TimeFormat.iso8601());
  }

  @Test
  void a_time_that_is_written_is_read_back() {
    long time = Micros.of(Instant.parse("2026-01-31T09:30:00.123456Z"));
    assertThat(ISO.write(time)).isEqualTo("2026-01-31T09:30:00.123456Z");
    assertThat(new TimeFormat.Epoch(Unit.MICROS).write(time)).isEqualTo(1_769_851_800_123_456L);
    assertThat(new TimeFormat.Epoch(Unit.SECONDS).write(time))
        .isEqualTo(new BigDecimal("1769851800.123456"));
    assertThat(new TimeFormat.Epoch(Unit.SECONDS).write(1_500_000_000_000L)).isEqualTo(1_500_000L);
    assertThat(
            new TimeFormat.Pattern("yyyy-MM-dd HH:mm", ZoneId.of("America/Los_Angeles"))
                .write(time))
        .isEqualTo("2026-01-31 01:30");
  }
}
