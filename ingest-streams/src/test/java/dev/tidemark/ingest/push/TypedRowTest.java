package dev.tidemark.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.time.TimeFormat.Epoch;
import dev.tidemark.model.time.TimeFormat.Epoch.Unit;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.TimeColumn;
import dev.tidemark.registry.json.ExactJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedRowTest {
  private static final JsonMapper MAPPER = ExactJson.mapper().build();

  private static String fitted(TimeFormat format, String row) {
    try {
      ObjectNode node = (ObjectNode) MAPPER.readTree(row);
      TypedRow.fit(node, source(format));
      return node.toString();
    } catch (JsonProcessingException e) {
      throw new AssertionError(row, e);
    }
  }

  private static Source source(TimeFormat format) {
    return new Source(
        "s",
        "topic",
        new TimeColumn("time", format),
        Optional.of(new TimeColumn("created", format)),
        Duration.ofMinutes(5),
        List.of(
            new Column("n", ValueType.parse("INT64").orElseThrow()),
            new Column("x", ValueType.parse("DOUBLE").orElseThrow())),
        List.of(),
        Meta.NONE);
  }

  @Test
  void iso_times_stay_as_they_are_for_an_iso_source() {
    String row = "{\"time\":\"2022-05-13 10:59:42+00:00\",\"created\":null}";
    assertThat(fitted(TimeFormat.iso8601(), row)).isEqualTo(row);
  }

  @Test
  void a_negative_zero_stays_one_but_in_a_column_of_whole_numbers() {
    assertThat(fitted(TimeFormat.iso8601(), "{\"x\":-0.0,\"n\":-0.0}"))
        .isEqualTo("{\"x\":-0.0,\"n\":0}");
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDS, 2022-05-13 10:59:42+00:00, 1652439582",
    "SECONDS, 2022-05-13T12:59:42.5+02:00, 1652439582.5",
    "MILLIS, 2022-05-13 10:59:42, 1652439582000",
    "MICROS, 2022-05-13T10:59:42.000001Z, 1652439582000001"
  })
  void iso_times_become_numbers_for_an_epoch_source(Unit unit, String time, String number) {
    assertThat(
            fitted(new Epoch(unit), "{\"time\":\"%s\",\"created\":\"%s\"}".formatted(time, time)))
        .isEqualTo("{\"time\":%s,\"created\":%s}".formatted(number, number));
  }

  @Test
  void what_the_source_reads_itself_stays() {
    String row = "{\"time\":1652439582,\"created\":\"1652439582\"}";
    assertThat(fitted(new Epoch(Unit.SECONDS), row)).isEqualTo(row);
  }

  @Test
  void what_is_no_time_stays_for_the_shaper_to_refuse() {
    String row = "{\"time\":\"yesterday\",\"created\":[]}";
    assertThat(fitted(new Epoch(Unit.SECONDS), row)).isEqualTo(row);
  }

  @Test
  void a_time_is_written_in_the_zone_of_a_pattern_unless_that_loses_digits() {
    TimeFormat format =
        new TimeFormat.Pattern("yyyy-MM-dd HH:mm", ZoneId.of("America/Los_Angeles"));
    assertThat(fitted(format, "{\"time\":\"2022-05-13T10:59:00+00:00\"}"))
        .isEqualTo("{\"time\":\"2022-05-13 03:59\"}");
    assertThatThrownBy(() -> fitted(format, "{\"time\":\"2022-05-13T10:59:42+00:00\"}"))
        .isInstanceOf(DateTimeException.class)
        .hasMessage(
            "Cannot write the time 2022-05-13T10:59:42+00:00 to field time: its format has no"
                + " place for all digits");
  }

  @Test
  void the_text_of_a_row_is_fitted_with_all_its_digits() {
    Source source = source(new Epoch(Unit.MILLIS));
    assertThat(
            TypedRow.fit(
                "{\"time\":\"2022-05-13T10:59:42Z\",\"x\":0.10000000000000000555}", source))
        .isEqualTo("{\"time\":1652439582000,\"x\":0.10000000000000000555}");
  }

  @Test
  void a_column_goes_to_the_field_that_messages_have_it_in() throws JsonProcessingException {
    Source plain = source(TimeFormat.iso8601());
    Source nested =
        new Source(
            "s",
            "topic",
            new TimeColumn("meta.at", TimeFormat.iso8601()),
            Optional.empty(),
            Duration.ofMinutes(5),
            plain.columns(),
            List.of(),
            new Source.Options(
                new Format.Json(),
                Map.of("n", Origin.Field.of("user.age")),
                false,
                Optional.empty(),
                Optional.empty()),
            Meta.NONE);
    ObjectNode row =
        (ObjectNode)
            MAPPER.readTree(
                "{\"n\":1,\"x\":2,\"meta.at\":\"2022-05-13\",\"user\":{\"name\":\"a\"}}");
    TypedRow.nest(row, nested);
    assertThat(row.toString())
        .isEqualTo(
            "{\"x\":2,\"user\":{\"name\":\"a\",\"age\":1},\"meta\":{\"at\":\"2022-05-13\"}}");
  }

  @Test
  void whole_numbers_lose_the_fraction_that_a_data_frame_gave_them() {
    assertThat(fitted(TimeFormat.iso8601(), "{\"n\":1001.0,\"x\":2.0}"))
        .isEqualTo("{\"n\":1001,\"x\":2.0}");
    String rest = "{\"n\":1.5,\"x\":null}";
    assertThat(fitted(TimeFormat.iso8601(), rest)).isEqualTo(rest);
    for (String exponent : List.of("999999999", "2147483647")) {
      String huge = "{\"n\":1E+%s}".formatted(exponent);
      assertThat(fitted(TimeFormat.iso8601(), huge)).isEqualTo(huge);
    }
  }
}
