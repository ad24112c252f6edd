package dev.tidemark.ingest;

import static dev.tidemark.ingest.Reason.INVALID_TEXT;
import static dev.tidemark.ingest.Reason.NON_FINITE;
import static dev.tidemark.ingest.Reason.WRONG_TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.time.TimeFormat;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonColumnTest {
  private static final String ON_2026 = "2026-01-02T03:04:05";

  private static Object value(String type, String json) {
    return rows(type).only(event(json)).value(0);
  }

  private static Rows rows(String type) {
    return new Rows(Plans.oneColumn(TimeFormat.iso8601(), "k:INT64", "x:" + type));
  }

  private static String event(String json) {
    return "{\"time\":\"2026-01-01T00:00:00Z\",\"k\":1,\"x\":" + json + "}";
  }

  @ParameterizedTest(name = "{0} takes {1}")
  @MethodSource
  void a_value_of_its_columns_type_is_taken(String type, String json, Object expected) {
    assertThat(value(type, json)).isEqualTo(expected);
  }

  static Stream<Arguments> a_value_of_its_columns_type_is_taken() {
    return Stream.of(
        Arguments.of("BOOL", "true", true),
        Arguments.of("BOOL", "false", false),
        Arguments.of("INT32", "2147483647", Integer.MAX_VALUE),
        Arguments.of("INT32", "-2147483648", Integer.MIN_VALUE),
        Arguments.of("INT32", "-0", 0),
        Arguments.of("INT64", "9223372036854775807", Long.MAX_VALUE),
        Arguments.of("INT64", "-9223372036854775808", Long.MIN_VALUE),
        Arguments.of("FLOAT", "0.1", 0.1f),
        Arguments.of("FLOAT", "16777217", 16777216f),
        // Rounded once: through a double it would be 1.0
        Arguments.of("FLOAT", "1.00000005960464477540", 1.0000001f),
        Arguments.of("DOUBLE", "0.1", 0.1),
        Arguments.of("DOUBLE", "-0.0", -0.0),
        Arguments.of("DOUBLE", "7", 7.0),
        Arguments.of("DOUBLE", "9007199254740993", 9007199254740992.0),
        Arguments.of("DOUBLE", "92233720368547758080", 9.223372036854775808e19),
        Arguments.of("DOUBLE", "1e-400", 0.0),
        Arguments.of("DOUBLE", "1.7976931348623157e308", Double.MAX_VALUE),
        Arguments.of("STRING", "\"\"", ""),
        Arguments.of("STRING", "\"Zürich 東京 🦆\"", "Zürich 東京 🦆"),
        Arguments.of("STRING", "\"\\ud83e\\udd86 \\u0000\"", "🦆 \0"),
        Arguments.of("BYTES", "\"AAH/\"", new byte[] {0, 1, -1}),
        Arguments.of("BYTES", "\"AAE\"", new byte[] {0, 1}),
        Arguments.of("TIMESTAMP", "\"" + ON_2026 + ".123456Z\"", at(ON_2026 + ".123456Z")),
        Arguments.of("TIMESTAMP", "\"" + ON_2026 + "+02:00\"", at("2026-01-02T01:04:05Z")),
        Arguments.of("TIMESTAMP", "\"" + ON_2026 + "\"", at(ON_2026 + "Z")),
        Arguments.of("TIMESTAMP", "1500", at("1970-01-01T00:00:01.500Z")),
        Arguments.of("TIMESTAMP", "-1", at("1969-12-31T23:59:59.999Z")),
        Arguments.of("ARRAY<INT64>", "[]", List.of()),
        Arguments.of("ARRAY<INT64>", "[1,null,-3]", Arrays.asList(1L, null, -3L)),
        Arguments.of("ARRAY<STRING>", "[\"ü\",\"\"]", List.of("ü", "")),
        Arguments.of("ARRAY<BOOL>", "[true]", List.of(true)));
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  @ParameterizedTest(name = "{0} is null")
  @MethodSource
  void null_is_a_value_of_every_type(String type) {
    assertThat(value(type, "null")).isNull();
    assertThat(rows(type).only("{\"time\":\"2026-01-01\",\"k\":1}").value(0)).isNull();
  }

  static Stream<String> null_is_a_value_of_every_type() {
    return Stream.of(
        "BOOL",
        "INT32",
        "INT64",
        "FLOAT",
        "DOUBLE",
        "STRING",
        "BYTES",
        "TIMESTAMP",
        "ARRAY<DOUBLE>");
  }

  @ParameterizedTest(name = "{0} refuses {1}")
  @MethodSource
  void a_value_of_another_type_is_refused(String type, String json, Reason reason) {
    assertThat(rows(type).refused(event(json)).reason()).isEqualTo(reason);
  }

  static Stream<Arguments> a_value_of_another_type_is_refused() {
    return Stream.of(
        Arguments.of("BOOL", "1", WRONG_TYPE),
        Arguments.of("BOOL", "\"true\"", WRONG_TYPE),
        Arguments.of("BOOL", "{\"a\":[true]}", WRONG_TYPE),
        Arguments.of("INT32", "2147483648", WRONG_TYPE),
        Arguments.of("INT32", "1.0", WRONG_TYPE),
        Arguments.of("INT32", "1e0", WRONG_TYPE),
        Arguments.of("INT32", "true", WRONG_TYPE),
        Arguments.of("INT64", "9223372036854775808", WRONG_TYPE),
        Arguments.of("INT64", "92233720368547758080", WRONG_TYPE),
        Arguments.of("INT64", "1e400", WRONG_TYPE),
        Arguments.of("INT64", "\"1\"", WRONG_TYPE),
        Arguments.of("INT64", "[1]", WRONG_TYPE),
        Arguments.of("FLOAT", "\"0.1\"", WRONG_TYPE),
        Arguments.of("FLOAT", "3.5e38", NON_FINITE),
        Arguments.of("DOUBLE", "1e999", NON_FINITE),
        Arguments.of("DOUBLE", "-1e400", NON_FINITE),
        Arguments.of("DOUBLE", "false", WRONG_TYPE),
        Arguments.of("STRING", "1", WRONG_TYPE),
        Arguments.of("STRING", "{}", WRONG_TYPE),
        Arguments.of("STRING", "\"\\ud83e\"", INVALID_TEXT),
        Arguments.of("STRING", "\"\\udd86\\ud83e\"", INVALID_TEXT),
        Arguments.of("STRING", "\"\\ud83ex\"", INVALID_TEXT),
        Arguments.of("BYTES", "\"A?==\"", WRONG_TYPE),
        Arguments.of("BYTES", "[0,1]", WRONG_TYPE),
        Arguments.of("TIMESTAMP", "\"yesterday\"", WRONG_TYPE),
        Arguments.of("TIMESTAMP", "1.5", WRONG_TYPE),
        Arguments.of("TIMESTAMP", "9223372036854775807", WRONG_TYPE),
        Arguments.of("TIMESTAMP", "\"+10000-01-01T00:00:00Z\"", WRONG_TYPE),
        Arguments.of("TIMESTAMP", "true", WRONG_TYPE),
        Arguments.of("ARRAY<INT64>", "1", WRONG_TYPE),
        Arguments.of("ARRAY<INT64>", "{}", WRONG_TYPE),
        Arguments.of("ARRAY<INT64>", "[1,\"2\"]", WRONG_TYPE),
        Arguments.of("ARRAY<INT64>", "[[1],{\"a\":[2]},3]", WRONG_TYPE),
        Arguments.of("ARRAY<DOUBLE>", "[1,1e999,2]", NON_FINITE),
        Arguments.of("ARRAY<STRING>", "[\"\\ud83e\"]", INVALID_TEXT));
  }
}
