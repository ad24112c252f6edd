package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where columns may stand besides a field of their own name. */
class EventReaderTest {
  private static final Headers NONE = new RecordHeaders();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Source source(Map<String, Origin> origins, String... columns) {
    return Plans.source(Plans.options(new Format.Json(), origins), Plans.columns(columns));
  }

  private static List<Object> values(Source source, byte[] key, Headers headers, String message) {
    try {
      RawEvent event = new EventReader(source, Optional.empty()).read(key, headers, utf8(message));
      return Arrays.asList(event.values);
    } catch (RefusalException e) {
      return List.of(e.refused());
    }
  }

  private static List<Object> nested(String message) {
    Map<String, Origin> paths =
        Map.of("city", Origin.Field.of("user.address.city"), "age", Origin.Field.of("user.age"));
    return values(source(paths, "user:STRING", "city:STRING", "age:INT32"), null, NONE, message);
  }

  @Test
  void a_path_leads_into_objects() {
    assertThat(
            values(
                source(Map.of("city", Origin.Field.of("user.address.city")), "city:STRING"),
                null,
                NONE,
                "{\"user\":{\"x\":{\"city\":1},\"address\":{\"city\":\"Bern\"}},\"city\":7}"))
        .containsExactly("Bern");
  }

  @Test
  void an_object_that_is_null_or_missing_has_null_inside() {
    assertThat(nested("{\"user\":null}")).containsExactly(null, null, null);
    assertThat(nested("{}")).containsExactly(null, null, null);
    assertThat(values(ages(), null, NONE, "{\"user\":{\"age\":7,\"address\":null}}"))
        .containsExactly(7, null);
  }

  private static Source ages() {
    return source(
        Map.of("age", Origin.Field.of("user.age"), "city", Origin.Field.of("user.address.city")),
        "age:INT32",
        "city:STRING");
  }

  @Test
  void what_is_no_object_has_nothing_inside_and_is_of_the_wrong_type() {
    assertThat(values(ages(), null, NONE, "{\"user\":\"x\"}"))
        .containsExactly(
            new Refused(
                Reason.WRONG_TYPE,
                "Cannot read field user.age as INT32: found the text \"x\" in the place of an"
                    + " object"));
    assertThat(values(ages(), null, NONE, "{\"user\":[{\"age\":1}]}"))
        .first()
        .isInstanceOf(Refused.class);
  }

  @Test
  void of_an_object_that_occurs_twice_the_last_one_counts_as_a_whole() {
    assertThat(
            values(
                ages(),
                null,
                NONE,
                "{\"user\":{\"age\":\"bad\",\"address\":{\"city\":\"Bern\"}},\"user\":{\"age\":2}}"))
        .containsExactly(2, null);
  }

  @Test
  void an_event_time_may_stand_in_a_nested_field_a_column_or_a_header() {
    Map<String, Origin> origins =
        Map.of("sent", Origin.Field.of("meta.sent"), "at", new Origin.Header("at"));
    String message = "{\"k\":1,\"meta\":{\"sent\":\"2026-01-01\",\"made\":\"2026-01-02\"}}";
    Headers headers = new RecordHeaders().add("at", utf8("2026-01-03"));

    assertThat(
            Stream.of("sent", "meta.made", "at")
                .map(time ->
                    Plans.timed(
                        time,
                        Plans.options(new Format.Json(), origins),
                        Plans.columns("k:INT64", "sent:TIMESTAMP", "at:TIMESTAMP")))
                .map(source -> eventTime(source, headers, message)))
        .containsExactly("2026-01-01", "2026-01-02", "2026-01-03");
  }

  private static Object eventTime(Source source, Headers headers, String message) {
    try {
      return new EventReader(source, Optional.empty())
          .read(null, headers, utf8(message))
          .eventTime();
    } catch (RefusalException e) {
      return e.refused();
    }
  }

  @Test
  void an_id_may_be_a_field_that_is_no_column() throws RefusalException {
    Source.Options options =
        new Source.Options(
            new Format.Json(),
            Map.of(),
            false,
            Optional.of(new Source.Identity("meta.id", Source.Identity.DEFAULT_WITHIN)),
            Optional.empty());
    Source source = Plans.source(options, Plans.columns("k:INT64"));

    assertThat(
            new EventReader(source, Optional.empty())
                .read(null, NONE, utf8("{\"meta\":{\"id\":42}}"))
                .id())
        .isEqualTo(42L);
  }

  @Test
  void of_headers_the_last_one_of_a_name_counts() {
    Headers headers =
        new RecordHeaders().add("trace", utf8("old")).add("trace", utf8("new")).add("n", null);
    Map<String, Origin> origins = new HashMap<>();
    origins.put("trace", new Origin.Header("trace"));
    origins.put("raw", new Origin.Header("trace"));
    origins.put("n", new Origin.Header("n"));
    origins.put("none", new Origin.Header("none"));

    assertThat(
            values(
                source(origins, "trace:STRING", "raw:BYTES", "n:INT64", "none:INT64"),
                null,
                headers,
                "{\"trace\":1}"))
        .containsExactly("new", utf8("new"), null, null);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource
  void a_key_is_a_text_of_its_columns_type(String type, String text, Object expected) {
    Source source = source(Map.of("k", new Origin.Key()), "k:" + type);
    assertThat(values(source, utf8(text), NONE, "{}").getFirst()).isEqualTo(expected);
  }

  static Stream<Arguments> a_key_is_a_text_of_its_columns_type() {
    return Stream.of(
        Arguments.of("BOOL", "true", true),
        Arguments.of("INT32", "-7", -7),
        Arguments.of("INT64", "9223372036854775807", Long.MAX_VALUE),
        Arguments.of("FLOAT", "1.00000005960464477540", 1.0000001f),
        Arguments.of("DOUBLE", "1e-2", 0.01),
        Arguments.of("STRING", "", ""),
        Arguments.of("BYTES", "{x", utf8("{x")),
        Arguments.of("TIMESTAMP", "2026-01-01", Instant.parse("2026-01-01T00:00:00Z")));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource
  void a_key_that_is_no_such_text_is_refused(String type, String text, Reason reason) {
    Source source = source(Map.of("k", new Origin.Key()), "k:" + type);
    Refused refused = (Refused) values(source, utf8(text), NONE, "{}").getFirst();
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.detail()).startsWith("Cannot read the key");
  }

  static Stream<Arguments> a_key_that_is_no_such_text_is_refused() {
    return Stream.of(
        Arguments.of("BOOL", "True", Reason.WRONG_TYPE),
        Arguments.of("INT32", "2147483648", Reason.WRONG_TYPE),
        Arguments.of("INT64", "1.0", Reason.WRONG_TYPE),
        Arguments.of("INT64", "", Reason.WRONG_TYPE),
        Arguments.of("DOUBLE", "0x1p3", Reason.WRONG_TYPE),
        Arguments.of("DOUBLE", "1d", Reason.WRONG_TYPE),
        Arguments.of("DOUBLE", "1e400", Reason.NON_FINITE),
        Arguments.of("DOUBLE", "NaN", Reason.NON_FINITE),
        Arguments.of("DOUBLE", "Infinity", Reason.NON_FINITE),
        Arguments.of("FLOAT", "-Infinity", Reason.NON_FINITE),
        Arguments.of("TIMESTAMP", "10000-01-01", Reason.WRONG_TYPE));
  }

  @Test
  void a_key_that_is_not_utf8_is_refused_but_as_bytes() {
    byte[] key = {(byte) 0xc0, (byte) 0x80};
    List<Object> text = values(source(Map.of("k", new Origin.Key()), "k:STRING"), key, NONE, "{}");
    List<Object> raw = values(source(Map.of("k", new Origin.Key()), "k:BYTES"), key, NONE, "{}");

    assertThat(((Refused) text.getFirst()).reason()).isEqualTo(Reason.INVALID_TEXT);
    assertThat(raw).containsExactly(key);
  }

  @Test
  void non_finite_numbers_are_kept_where_the_source_says_so() {
    String message = "{\"k\":1,\"d\":\"NaN\",\"f\":\"-Infinity\",\"a\":[\"Infinity\",1]}";
    List<Column> columns = Plans.columns("k:INT64", "d:DOUBLE", "f:FLOAT", "a:ARRAY<DOUBLE>");
    Source.Options keep =
        new Source.Options(new Format.Json(), Map.of(), true, Optional.empty(), Optional.empty());

    assertThat(values(Plans.source(keep, columns), null, NONE, message))
        .containsExactly(
            1L, Double.NaN, Float.NEGATIVE_INFINITY, List.of(Double.POSITIVE_INFINITY, 1.0));
    assertThat(values(Plans.source(Source.Options.DEFAULT, columns), null, NONE, message))
        .containsExactly(new Refused(Reason.NON_FINITE, "Cannot read field d: its value is NaN"));
  }

  @Test
  void a_number_too_large_for_its_type_is_refused_also_where_infinities_are_kept() {
    Source.Options keep =
        new Source.Options(new Format.Json(), Map.of(), true, Optional.empty(), Optional.empty());

    assertThat(values(Plans.source(keep, Plans.columns("d:DOUBLE")), null, NONE, "{\"d\":1e400}"))
        .containsExactly(
            new Refused(Reason.NON_FINITE, "Cannot read field d: 1e400 is too large for DOUBLE"));
  }
}
