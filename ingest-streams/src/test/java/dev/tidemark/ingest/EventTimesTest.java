package dev.tidemark.ingest;

import static dev.tidemark.ingest.Reason.BAD_CREATED_TIME;
import static dev.tidemark.ingest.Reason.BAD_EVENT_TIME;
import static dev.tidemark.ingest.Reason.EVENT_TIME_IN_FUTURE;
import static dev.tidemark.ingest.Reason.MISSING_EVENT_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.time.TimeFormat.Epoch;
import dev.tidemark.model.time.TimeFormat.Epoch.Unit;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimesTest {
  private static final TimeFormat ISO = TimeFormat.iso8601();
  private static final TimeFormat PACIFIC =
      new TimeFormat.Pattern("yyyy-MM-dd HH:mm", ZoneId.of("America/Los_Angeles"));
  private static final TimeFormat SECONDS = new Epoch(Unit.SECONDS);
  private static final TimeFormat MILLIS = new Epoch(Unit.MILLIS);
  private static final TimeFormat MICROS = new Epoch(Unit.MICROS);

  private static Rows rows(TimeFormat format) {
    return new Rows(Plans.oneColumn(format, "k:INT64", "k:INT64"));
  }

  private static String event(String time) {
    return "{\"k\":1,\"time\":" + time + "}";
  }

  @ParameterizedTest(name = "{1} is {2}")
  @MethodSource
  void an_event_time_is_read_in_the_sources_format(
      TimeFormat format, String json, String expected) {
    assertThat(rows(format).only(event(json)).eventTime())
        .isEqualTo(Micros.of(Instant.parse(expected)));
  }

  static Stream<Arguments> an_event_time_is_read_in_the_sources_format() {
    return Stream.of(
        Arguments.of(ISO, "\"2015-09-12T00:46:58.771Z\"", "2015-09-12T00:46:58.771Z"),
        Arguments.of(ISO, "\"2015-09-12 00:46:58\"", "2015-09-12T00:46:58Z"),
        Arguments.of(ISO, "\"2015-09-12T00:46-07:00\"", "2015-09-12T07:46:00Z"),
        Arguments.of(ISO, "\"2015-09-12T00:46:58.7719999-0700\"", "2015-09-12T07:46:58.771999Z"),
        Arguments.of(ISO, "\"2015-09-12\"", "2015-09-12T00:00:00Z"),
        Arguments.of(ISO, "\"2026-03-08T02:30:00[America/Los_Angeles]\"", "2026-03-08T10:30:00Z"),
        Arguments.of(ISO, "\"0001-01-01T00:00:00Z\"", "0001-01-01T00:00:00Z"),
        Arguments.of(SECONDS, "1441979218", "2015-09-11T13:46:58Z"),
        Arguments.of(SECONDS, "1441979218.25", "2015-09-11T13:46:58.250Z"),
        Arguments.of(SECONDS, "\"1441979218.25\"", "2015-09-11T13:46:58.250Z"),
        Arguments.of(SECONDS, "1.441979218e9", "2015-09-11T13:46:58Z"),
        Arguments.of(MILLIS, "-1", "1969-12-31T23:59:59.999Z"),
        Arguments.of(MILLIS, "0", "1970-01-01T00:00:00Z"),
        Arguments.of(MICROS, "1441979218771123", "2015-09-11T13:46:58.771123Z"),
        Arguments.of(MICROS, "1e-900000000", "1970-01-01T00:00:00Z"),
        Arguments.of(PACIFIC, "\"2026-01-15 09:30\"", "2026-01-15T17:30:00Z"),
        // Skipped by the gap at 02:00, so an hour later: 03:30 daylight time
        Arguments.of(PACIFIC, "\"2026-03-08 02:30\"", "2026-03-08T10:30:00Z"),
        // Occurs twice, at 08:30Z and 09:30Z
        Arguments.of(PACIFIC, "\"2025-11-02 01:30\"", "2025-11-02T08:30:00Z"));
  }

  @ParameterizedTest(name = "{1} is refused")
  @MethodSource
  void an_event_time_in_another_format_or_age_is_refused(TimeFormat format, String json) {
    assertThat(rows(format).refused(event(json)).reason()).isEqualTo(BAD_EVENT_TIME);
  }

  static Stream<Arguments> an_event_time_in_another_format_or_age_is_refused() {
    return Stream.of(
        Arguments.of(ISO, "\"\""),
        Arguments.of(ISO, "\"yesterday\""),
        Arguments.of(ISO, "\"2015-02-30T00:00:00Z\""),
        Arguments.of(ISO, "\"2015-09-12T24:00:01Z\""),
        Arguments.of(ISO, "\"0000-12-31T23:59:59Z\""),
        Arguments.of(ISO, "\"+10000-01-01T00:00:00Z\""),
        Arguments.of(ISO, "\"+999999999-12-31T23:59:59Z\""),
        Arguments.of(ISO, "\"-999999999-01-01T00:00:00Z\""),
        Arguments.of(ISO, "1441979218"),
        Arguments.of(ISO, "2015.5"),
        Arguments.of(ISO, "true"),
        Arguments.of(ISO, "[\"2015-09-12\"]"),
        Arguments.of(ISO, "{\"at\":\"2015-09-12\"}"),
        Arguments.of(SECONDS, "\"soon\""),
        Arguments.of(SECONDS, "9223372036854775807"),
        Arguments.of(SECONDS, "92233720368547758080"),
        Arguments.of(SECONDS, "1e400"),
        Arguments.of(SECONDS, "1e900000000"),
        Arguments.of(SECONDS, "1e2147483647"),
        Arguments.of(SECONDS, "1e99999999999"),
        Arguments.of(SECONDS, "\"1e2147483647\""),
        Arguments.of(SECONDS, "\"" + "9".repeat(200_000) + "\""),
        Arguments.of(SECONDS, "253402300800"),
        Arguments.of(MICROS, "-62135596800000001"),
        Arguments.of(PACIFIC, "\"2026-01-15T09:30\""),
        Arguments.of(PACIFIC, "\"2026-13-15 09:30\""),
        Arguments.of(PACIFIC, "20260115"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"k\":1}", "{\"k\":1,\"time\":null}", "{}"})
  void an_event_without_event_time_is_refused(String event) {
    assertThat(rows(ISO).refused(event).reason()).isEqualTo(MISSING_EVENT_TIME);
  }

  @Test
  void an_event_stamped_ahead_by_more_than_the_skew_is_refused() {
    assertThat(rows(ISO).only(event("\"2026-06-01T12:05:00Z\"")).eventTime())
        .isEqualTo(Micros.of(Plans.NOW.plusSeconds(300)));
    assertThat(rows(ISO).refused(event("\"2026-06-01T12:05:00.000001Z\"")))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(EVENT_TIME_IN_FUTURE))
        .satisfies(refused ->
            assertThat(refused.detail())
                .isEqualTo(
                    "Cannot accept event time 2026-06-01T12:05:00.000001Z: it is more than"
                        + " 300 s ahead of the clock, which says 2026-06-01T12:00:00Z"));
    assertThat(rows(ISO).refused(event("\"9999-12-31T23:59:59.999999Z\"")).reason())
        .isEqualTo(EVENT_TIME_IN_FUTURE);
  }

  @Test
  void a_created_time_may_be_missing_but_not_wrong() {
    String start = "{\"k\":1,\"time\":\"2026-01-01\",\"recorded_at\":";
    assertThat(rows(ISO).only(start + "\"2026-01-02\"}").createdTime())
        .isEqualTo(Micros.of(Instant.parse("2026-01-02T00:00:00Z")));
    assertThat(rows(ISO).only(start + "null}").createdTime()).isEqualTo(Micros.NONE);
    assertThat(rows(ISO).only(event("\"2026-01-01\"")).createdTime()).isEqualTo(Micros.NONE);
    assertThat(rows(ISO).refused(start + "\"later\"}").reason()).isEqualTo(BAD_CREATED_TIME);
    assertThat(rows(ISO).refused(start + "17}").reason()).isEqualTo(BAD_CREATED_TIME);
  }

  @Test
  void a_field_can_be_event_time_and_column_at_once() {
    Rows text = new Rows(Plans.oneColumn(ISO, "k:INT64", "time:STRING"));
    assertThat(text.only(event("\"2026-01-01\"")).value(0)).isEqualTo("2026-01-01");
    Rows time = new Rows(Plans.oneColumn(MILLIS, "k:INT64", "time:TIMESTAMP"));
    assertThat(time.only(event("1500")).value(0)).isEqualTo(Instant.ofEpochMilli(1500));
    assertThat(time.only(event("1500")).eventTime()).isEqualTo(1_500_000);
  }
}
