package dev.tidemark.registry.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.MessageType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionJsonTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static ValueType type(String text) {
    return ValueType.parse(text).orElseThrow();
  }

  private static Source source() {
    return new Source(
        "edits",
        "wikipedia.edits",
        new Source.TimeColumn("time", new TimeFormat.Iso8601()),
        Optional.of(
            new Source.TimeColumn(
                "recorded",
                new TimeFormat.Pattern("yyyy-MM-dd HH:mm", ZoneId.of("America/Los_Angeles")))),
        Duration.ofMinutes(5),
        List.of(
            new Column("page", type("STRING")),
            new Column("delta", type("INT64")),
            new Column("tags", type("ARRAY<STRING>"))),
        List.of(new Source.Derived("magnitude", type("INT64"), "delta < 0 ? -delta : delta")),
        Meta.NONE);
  }

  private static Source clicks() {
    return new Source(
        "clicks",
        "clicks",
        new Source.TimeColumn("at", new TimeFormat.Epoch(TimeFormat.Epoch.Unit.MILLIS)),
        Optional.empty(),
        Duration.ZERO,
        List.of(new Column("page", type("STRING"))),
        List.of(),
        Meta.NONE);
  }

  private static FeatureView view() {
    return new FeatureView(
        "activity",
        "page",
        "edits",
        Optional.of("delta > 0"),
        Duration.ofDays(7),
        List.of(
            new FeatureDefinition.Latest("last_delta", type("INT64"), "delta", Meta.NONE),
            new FeatureDefinition.Window(
                "edits_1h",
                Function.COUNT,
                Optional.empty(),
                0,
                Optional.of(Duration.ofHours(1)),
                Duration.ZERO,
                Optional.of("delta > 10"),
                new Meta("How busy", "", Map.of())),
            new FeatureDefinition.Window(
                "last_5",
                Function.LAST_N,
                Optional.of("magnitude"),
                5,
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                Meta.NONE)),
        Meta.NONE);
  }

  private static Version version() {
    Map<String, String> tags = Map.of("b", "2", "a", "1", "c", "日本");
    Definitions definitions =
        new Definitions(
            List.of(
                new Entity(
                    "page",
                    List.of(new Column("page", type("STRING"))),
                    new Meta("A page", "web", tags))),
            List.of(source(), clicks()),
            List.of(view()),
            List.of(),
            List.of(
                new FeatureService(
                    "review",
                    List.of(
                        new FeatureService.Part("activity", List.of(), Optional.empty(), Map.of()),
                        new FeatureService.Part(
                            "activity",
                            List.of("edits_1h"),
                            Optional.of("previous"),
                            Map.of("page", "previous_page"))),
                    Meta.NONE)));
    Version.Origin origin =
        new Version.Origin(
            "00ff", Optional.of("abc123"), true, "Zoë", Instant.parse("2026-01-31T09:30:00Z"));
    return Compiler.next(Optional.empty(), "wiki", origin, 8, definitions);
  }

  @Test
  void a_version_comes_back_as_it_was() {
    Version version = version();
    assertThat(VersionJson.read(VersionJson.write(version))).isEqualTo(version);
  }

  @Test
  void a_version_without_commit_comes_back_as_it_was() {
    Version.Origin origin =
        new Version.Origin(
            "", Optional.empty(), false, "me", Instant.parse("2026-01-31T09:30:00Z"));
    Version version = Compiler.next(Optional.of(version()), "wiki", origin, 8, Definitions.NONE);
    assertThat(VersionJson.read(VersionJson.write(version))).isEqualTo(version);
  }

  @Test
  void a_version_that_restores_another_comes_back_as_it_was() {
    Version.Origin origin =
        new Version.Origin("00ff", Optional.empty(), false, "me", Instant.EPOCH, Optional.of(1));
    Version version = Compiler.next(Optional.of(version()), "wiki", origin, 8, Definitions.NONE);
    assertThat(VersionJson.read(VersionJson.write(version))).isEqualTo(version);
  }

  @Test
  void the_options_of_a_source_come_back_as_they_were() {
    for (Format format :
        List.of(
            new Format.Avro(Optional.of(new SchemaFile("e.avsc", "{\"type\": …}"))),
            new Format.Avro(Optional.empty()),
            new Format.Protobuf(
                Optional.of(new MessageType(new SchemaFile("e.proto", "AA=="), "wiki.E"))),
            new Format.Protobuf(Optional.empty()))) {
      Version version = withOptions(format);
      assertThat(VersionJson.read(VersionJson.write(version))).isEqualTo(version);
    }
  }

  private static Version withOptions(Format format) {
    Source.Options options =
        new Source.Options(
            format,
            Map.of(
                "page", new Origin.Key(),
                "delta", new Origin.Field(List.of("a", "b")),
                "tags", new Origin.Header("h")),
            true,
            Optional.of(new Source.Identity("meta.id", Duration.ofHours(2))),
            Optional.of(
                new Source.History(
                    "data/*.csv", Source.History.FileFormat.CSV, Duration.ofSeconds(5))));
    Source plain = source();
    Source source =
        new Source(
            plain.name(),
            plain.topic(),
            plain.eventTime(),
            plain.createdTime(),
            plain.maxFutureSkew(),
            plain.columns(),
            plain.derived(),
            options,
            plain.meta());
    Definitions definitions =
        new Definitions(List.of(), List.of(source), List.of(), List.of(), List.of());
    return Compiler.next(Optional.empty(), "wiki", version().origin(), 8, definitions);
  }

  @Test
  void the_format_is_the_one_of_the_golden_file() throws IOException {
    try (InputStream golden = VersionJsonTest.class.getResourceAsStream("version.json")) {
      assertThat(MAPPER.readTree(VersionJson.write(version())).toPrettyString())
          .isEqualToIgnoringNewLines(
              new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  @Test
  void the_golden_file_is_still_read() throws IOException {
    try (InputStream golden = VersionJsonTest.class.getResourceAsStream("version.json")) {
      String text = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(VersionJson.read(text)).isEqualTo(version());
    }
  }

  @Test
  void fields_of_later_versions_are_passed_over() throws IOException {
    JsonNode json = MAPPER.readTree(VersionJson.write(version()));
    addUnknownFields(json);
    assertThat(VersionJson.read(json.toString())).isEqualTo(version());
  }

  private static void addUnknownFields(JsonNode json) {
    json.forEach(VersionJsonTest::addUnknownFields);
    boolean map = json.has("wiki") || json.has("a") || json.has("previous_page");
    boolean schemas = json.properties().stream().anyMatch(e -> e.getKey().startsWith("tidemark."));
    if (json instanceof ObjectNode object && !map && !schemas && !json.isEmpty()) {
      boolean mapOfKeys = json.size() == 1 && json.has("page");
      if (!mapOfKeys) {
        object.putObject("from_the_future").put("x", 1);
      }
    }
  }

  @Test
  void what_is_no_version_is_refused_with_the_reason() {
    for (String text : List.of("", "{", "{}", "[]", "null", "{\"project\":\"wiki\"}")) {
      assertThatThrownBy(() -> VersionJson.read(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot read a version from the registry: ");
    }
  }
}
