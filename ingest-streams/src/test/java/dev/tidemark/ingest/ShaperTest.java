package dev.tidemark.ingest;

import static dev.tidemark.ingest.Reason.EMPTY;
import static dev.tidemark.ingest.Reason.MALFORMED_JSON;
import static dev.tidemark.ingest.Reason.NON_FINITE;
import static dev.tidemark.ingest.Reason.NULL_KEY;
import static dev.tidemark.ingest.Reason.ROW_TOO_LARGE;
import static dev.tidemark.ingest.Reason.WRONG_TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.ShapePlan.Log;
import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.ingest.ShapeResult.Row;
import dev.tidemark.ingest.ShapeResult.Shaped;
import dev.tidemark.ingest.cutoff.TimeRange;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.registry.definition.Source.Derived;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShaperTest {
  private static final String EDIT =
      """
      {"time":"2015-09-12T00:46:58.771Z","channel":"#en.wikipedia","cityName":null,
       "comment":"added \\"project\\"","nested":{"page":"not this","list":[1,{"user":2}]},
       "user":"GELongstreet","page":"Talk:Oswald Tilghman","delta":-136,"added":36,
       "isRobot":false,"isNew":false}
      """;

  private final Rows wikipedia = new Rows(Plans.wikipedia());

  @Test
  void an_event_gives_one_row_for_each_entity() {
    List<Row> rows = wikipedia.rows(EDIT);
    assertThat(rows.stream().map(Row::topic))
        .containsExactly(
            "tidemark.wiki.log.edits.page",
            "tidemark.wiki.log.edits.user",
            "tidemark.wiki.log.edits.channel");
    KeyCodec codec = new KeyCodec(Plans.columns("k:STRING"));
    assertThat(rows.stream().map(row -> codec.decode(row.key())[0]))
        .containsExactly("Talk:Oswald Tilghman", "GELongstreet", "#en.wikipedia");
    LogRow page = wikipedia.read(rows.getFirst());
    assertThat(page.value(0)).isEqualTo("GELongstreet");
    assertThat(page.value(1)).isEqualTo(-136L);
    LogRow channel = wikipedia.read(rows.getLast());
    assertThat(channel.value(0)).isEqualTo(36L);
    assertThat(channel.value(1)).isEqualTo(136L);
  }

  @Test
  void each_row_tells_which_conditions_of_its_log_hold() {
    List<Row> rows = wikipedia.rows(EDIT.replace("-136", "-7"));
    LogRow page = wikipedia.read(rows.getFirst());
    assertThat(page.holds(0)).as("!isRobot").isTrue();
    assertThat(page.holds(1)).as("magnitude > 100").isFalse();
    assertThat(wikipedia.read(rows.getLast()).holds(0)).as("magnitude > 100").isFalse();
  }

  @Test
  void a_condition_over_null_does_not_hold() {
    LogRow page = wikipedia.read(wikipedia.rows(EDIT.replace("\"delta\":-136,", "")).getFirst());
    assertThat(page.holds(0)).isTrue();
    assertThat(page.holds(1)).isFalse();
  }

  @Test
  void an_entity_without_its_key_gets_no_row() {
    assertThat(wikipedia.rows(EDIT.replace("\"GELongstreet\"", "null")).stream().map(Row::topic))
        .containsExactly("tidemark.wiki.log.edits.page", "tidemark.wiki.log.edits.channel");
  }

  @Test
  void an_event_without_any_whole_key_is_refused() {
    ShapePlan plan =
        Plans.plan(
            Plans.source(TimeFormat.iso8601(), Plans.columns("a:INT64", "b:INT32"), List.of()),
            new Log(
                "log",
                Plans.columns("a:INT64", "b:INT32"),
                new RowSchema(0, List.of(), List.of())));
    Rows rows = new Rows(plan);
    assertThat(rows.rows("{\"time\":\"2026-01-01\",\"a\":1,\"b\":11}")).hasSize(1);
    assertThat(rows.refused("{\"time\":\"2026-01-01\",\"a\":1}"))
        .isEqualTo(
            new Refused(
                NULL_KEY,
                "Cannot key event: a key field is null or missing for every entity: log (a, b)"));
  }

  @Test
  void the_empty_text_is_a_key_and_the_text_null_too() {
    assertThat(wikipedia.rows(EDIT.replace("GELongstreet", ""))).hasSize(3);
    assertThat(wikipedia.rows(EDIT.replace("GELongstreet", "null"))).hasSize(3);
  }

  @Test
  void of_a_field_that_occurs_twice_the_last_one_counts() {
    String twice = "{\"time\":5,\"delta\":\"x\"," + EDIT.strip().substring(1);
    assertThat(wikipedia.rows(twice)).hasSize(3);
    String wrongLast = EDIT.strip().substring(0, EDIT.strip().length() - 1) + ",\"delta\":\"x\"}";
    assertThat(wikipedia.refused(wrongLast))
        .isEqualTo(
            new Refused(WRONG_TYPE, "Cannot read field delta as INT64: found the text \"x\""));
  }

  @ParameterizedTest
  @MethodSource
  void what_is_not_one_json_object_in_utf8_is_refused(byte[] value) {
    assertThat(wikipedia.shape(value))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(MALFORMED_JSON));
  }

  static Stream<byte[]> what_is_not_one_json_object_in_utf8_is_refused() {
    Stream<String> texts =
        Stream.of(
            " ",
            "null",
            "[]",
            "17",
            "\"text\"",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1",
            "{\"a\":1,}",
            "{'a':1}",
            "{a:1}",
            "{\"a\":NaN}",
            "{\"a\":01}",
            "{\"a\":+1}",
            "{\"a\":\"tab\there\"}",
            "{\"a\":\"\\x\"}",
            "{} {}",
            "{}x",
            "{}\0",
            "{/* comment */}",
            "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
            EDIT + EDIT);
    Stream<byte[]> bytes =
        Stream.of(
            bytes('{', '"', 'a', '"', ':', '"', 0xc3, '"', '}'),
            bytes('{', '"', 'a', '"', ':', '"', 0xc0, 0x80, '"', '}'),
            bytes('{', '"', 'a', '"', ':', '"', 0xed, 0xa0, 0x80, '"', '}'),
            bytes('{', '"', 'a', '"', ':', '"', 0xf4, 0x90, 0x80, 0x80, '"', '}'),
            EDIT.getBytes(StandardCharsets.UTF_16BE),
            EDIT.getBytes(StandardCharsets.UTF_16LE),
            bytes(0),
            bytes(0, 0, 0, '{', 0, 0, 0, '}'));
    return Stream.concat(texts.map(text -> text.getBytes(StandardCharsets.UTF_8)), bytes);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void a_value_of_no_bytes_is_empty() {
    assertThat(wikipedia.refused("").reason()).isEqualTo(EMPTY);
    assertThat(
            new Shaper(Plans.wikipedia(), Plans.SURROUNDINGS)
                .shape(null, new RecordHeaders(), null))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(EMPTY));
  }

  @Test
  void nesting_in_a_field_that_nobody_wants_is_skipped() {
    String deep = "[".repeat(400) + "]".repeat(400);
    assertThat(wikipedia.rows("{\"deep\":" + deep + "," + EDIT.strip().substring(1))).hasSize(3);
  }

  @Test
  void a_row_that_no_broker_would_take_is_refused() {
    String big = "{\"time\":\"2026-01-01\",\"k\":1,\"x\":\"" + "x".repeat(RowShaper.MAX_BYTES);
    Rows rows = new Rows(Plans.oneColumn(TimeFormat.iso8601(), "k:INT64", "x:STRING"));
    assertThat(rows.refused(big + "\"}").reason()).isEqualTo(ROW_TOO_LARGE);
    assertThat(rows.rows(big.substring(0, big.length() - 100) + "\"}")).hasSize(1);
  }

  @Test
  void a_row_too_large_for_one_log_keeps_the_event_out_of_all() {
    String page = "x".repeat(RowShaper.MAX_BYTES);
    assertThat(wikipedia.refused(EDIT.replace("Talk:Oswald Tilghman", page)).reason())
        .isEqualTo(ROW_TOO_LARGE);
  }

  @Test
  void a_derived_column_may_use_those_above_it() {
    ShapePlan plan =
        Plans.plan(
            Plans.source(
                TimeFormat.iso8601(),
                Plans.columns("user:STRING", "delta:INT64"),
                List.of(
                    new Derived("size", Plans.column("x:INT32").type(), "delta * 10"),
                    new Derived("large", Plans.column("x:BOOL").type(), "size > 100"),
                    new Derived("note", Plans.column("x:STRING").type(), "large ? 'L' : 'S'"))),
            new Log(
                "log",
                Plans.columns("user:STRING"),
                new RowSchema(0, Plans.columns("size:INT32", "note:STRING"), List.of("large"))));
    Rows rows = new Rows(plan);
    LogRow row = rows.only("{\"time\":\"2026-01-01\",\"user\":\"a\",\"delta\":11}");
    assertThat(row.value(0)).isEqualTo(110);
    assertThat(row.value(1)).isEqualTo("L");
    assertThat(row.holds(0)).isTrue();
  }

  @Test
  void a_derived_value_that_is_not_finite_is_refused_and_a_fault_is_null() {
    ShapePlan plan =
        Plans.plan(
            Plans.source(
                TimeFormat.iso8601(),
                Plans.columns("k:INT64", "d:DOUBLE"),
                List.of(
                    new Derived("r", Plans.column("r:DOUBLE").type(), "1.0 / d"),
                    new Derived("q", Plans.column("q:INT64").type(), "10 / k"))),
            new Log(
                "log",
                Plans.columns("k:INT64"),
                new RowSchema(0, Plans.columns("r:DOUBLE", "q:INT64"), List.of())));
    Rows rows = new Rows(plan);
    LogRow row = rows.only("{\"time\":\"2026-01-01\",\"k\":0,\"d\":4}");
    assertThat(row.value(0)).isEqualTo(0.25);
    assertThat(row.value(1)).isNull();
    assertThat(rows.refused("{\"time\":\"2026-01-01\",\"k\":0,\"d\":0}"))
        .isEqualTo(new Refused(NON_FINITE, "Cannot derive column r: its value is Infinity"));
  }

  @Test
  void a_log_that_files_fill_gets_no_rows_of_their_times() {
    long time = Micros.of(Instant.parse("2015-09-12T00:46:58.771Z"));
    Map<String, List<TimeRange>> page =
        Map.of("tidemark.wiki.log.edits.page", List.of(new TimeRange(time, time + 1)));
    ShapePlan plan = Plans.wikipedia().fromFiles(page);
    assertThat(
            new Shaper(plan, Plans.SURROUNDINGS)
                .shape(null, new RecordHeaders(), EDIT.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            Shaped.class,
            shaped -> {
              assertThat(shaped.fromFiles()).isEqualTo(1);
              assertThat(shaped.rows())
                  .extracting(Row::topic)
                  .containsExactly(
                      "tidemark.wiki.log.edits.user", "tidemark.wiki.log.edits.channel");
            });
    String later = EDIT.replace("58.771Z", "58.771001Z");
    assertThat(
            new Shaper(plan, Plans.SURROUNDINGS)
                .shape(null, new RecordHeaders(), later.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(Shaped.class, shaped -> assertThat(shaped.rows()).hasSize(3));
  }
}
