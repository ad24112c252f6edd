package dev.tidemark.registry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.History;
import dev.tidemark.registry.message.ProtoSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a source says where its columns stand in a message, and how that is written. */
class SourceOptionsTest {
  private static final String HEAD =
      """
      kind: Source
      name: edits
      topic: edits
      """;

  private static final String AVRO = HEAD + "format: AVRO\nschema: {file: schemas/edit.avsc}\n";

  private static final String PROTOBUF =
      HEAD + "format: PROTOBUF\nschema: {file: schemas/edit.proto, message: wiki.Edit}\n";

  private static final String TIME = "event_time: {column: time, format: EPOCH_MICROS}\n";

  @TempDir private Path root;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(root.resolve("tidemark.yaml"), "project: wiki\n");
    Files.createDirectory(root.resolve("schemas"));
    for (String schema : List.of("schemas/edit.avsc", "schemas/edit.proto")) {
      try (InputStream in =
          SourceOptionsTest.class.getResourceAsStream("/dev/tidemark/registry/schema/" + schema)) {
        Files.copy(in, root.resolve(schema));
      }
    }
  }

  private Source read(String source) throws IOException {
    Files.writeString(root.resolve("s.yaml"), source);
    return FeatureRepository.read(root).definitions().sources().getFirst();
  }

  private List<String> problems(String source) throws IOException {
    Files.writeString(root.resolve("s.yaml"), source);
    return catchThrowableOfType(
            InvalidDefinitionsException.class, () -> FeatureRepository.read(root))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void a_column_may_stand_in_a_nested_field_a_header_or_the_key() throws IOException {
    Source source =
        read(
            HEAD
                + """
                event_time: {column: meta.time, format: ISO_8601}
                id: meta.id
                dedupe_within: 2h
                non_finite: keep
                history: {path: "data/*.csv", delay: 5s}
                columns:
                  - {name: city, type: STRING, path: user.address.city}
                  - {name: trace, type: BYTES, header: trace-id}
                  - {name: page, type: STRING, key: true}
                  - {name: score, type: DOUBLE}
                """);

    assertThat(source.options())
        .isEqualTo(
            new Source.Options(
                new Format.Json(),
                Map.of(
                    "city", new Origin.Field(List.of("user", "address", "city")),
                    "trace", new Origin.Header("trace-id"),
                    "page", new Origin.Key()),
                true,
                Optional.of(new Source.Identity("meta.id", Duration.ofHours(2))),
                Optional.of(
                    new History("data/*.csv", History.FileFormat.CSV, Duration.ofSeconds(5)))));
    assertThat(source.origin("score")).isEqualTo(new Origin.Field(List.of("score")));
    assertThat(source.origin("meta.time")).isEqualTo(new Origin.Field(List.of("meta", "time")));
  }

  @Test
  void a_column_stands_in_one_place() throws IOException {
    assertThat(
            problems(
                HEAD + TIME + "columns: [{name: a, type: INT64, path: b, header: c, key: true}]"))
        .containsExactly("s.yaml:5:51: bad column: expected at most one of path, header and key");
  }

  @Test
  void an_avro_schema_goes_into_the_definition() throws IOException {
    Source source =
        read(
            AVRO
                + TIME
                + """
                columns:
                  - {name: delta, type: INT64}
                  - {name: age, type: INT32, path: user.age}
                  - {name: time, type: TIMESTAMP}
                """);

    Format.SchemaFile file = source.format().file().orElseThrow();
    assertThat(file.path()).isEqualTo("schemas/edit.avsc");
    assertThat(file.content()).isEqualTo(Files.readString(root.resolve("schemas/edit.avsc")));
  }

  @Test
  void a_protobuf_schema_goes_into_the_definition_with_what_it_imports() throws IOException {
    Source source =
        read(
            PROTOBUF
                + TIME
                + """
                columns:
                  - {name: delta, type: INT64}
                  - {name: age, type: INT32, path: user.age}
                  - {name: time, type: TIMESTAMP}
                """);

    assertThat(ProtoSchemas.messages(ProtoSchemas.of(source.format().file().orElseThrow())))
        .containsKeys("wiki.Edit", "wiki.Edit.User", "google.protobuf.Timestamp");
  }

  @Test
  void a_field_that_the_schema_does_not_have_is_a_problem_with_the_nearest_name()
      throws IOException {
    String columns =
        """
        columns:
          - {name: detla, type: INT64}
          - {name: age, type: INT32, path: usr.age}
          - {name: old, type: INT32, path: user.aeg}
          - {name: deep, type: INT32, path: page.x}
        """;
    for (String format : List.of(AVRO, PROTOBUF)) {
      String file = format.equals(AVRO) ? "schemas/edit.avsc" : "schemas/edit.proto";
      assertThat(problems(format + "event_time: {column: tiem, format: ISO_8601}\n" + columns))
          .containsExactly(
              "s.yaml:6:22: unknown field tiem in %s: expected page, delta, time or user (did you mean time?)"
                  .formatted(file),
              "s.yaml:8:12: unknown field detla in %s: expected page, delta, time or user (did you mean delta?)"
                  .formatted(file),
              "s.yaml:9:36: unknown field usr in %s: expected page, delta, time or user (did you mean user?)"
                  .formatted(file),
              "s.yaml:10:41: unknown field aeg in %s: expected name or age (did you mean age?)"
                  .formatted(file),
              "s.yaml:11:37: bad path page.x: page is string in %s and has no fields"
                  .formatted(file));
    }
  }

  @Test
  void a_type_that_does_not_fit_the_schema_is_a_problem() throws IOException {
    String columns =
        """
        columns:
          - {name: delta, type: INT32}
          - {name: page, type: "ARRAY<STRING>"}
          - {name: time, type: BOOL}
        """;

    assertThat(problems(AVRO + TIME + columns))
        .containsExactly(
            "s.yaml:8:25: bad type INT32 of column delta: schemas/edit.avsc has long there",
            "s.yaml:9:24: bad type ARRAY<STRING> of column page: schemas/edit.avsc has string"
                + " there",
            "s.yaml:10:24: bad type BOOL of column time: schemas/edit.avsc has long"
                + " (timestamp-micros) there");
    assertThat(problems(PROTOBUF + TIME + columns))
        .containsExactly(
            "s.yaml:8:25: bad type INT32 of column delta: schemas/edit.proto has int64 there",
            "s.yaml:9:24: bad type ARRAY<STRING> of column page: schemas/edit.proto has string"
                + " there",
            "s.yaml:10:24: bad type BOOL of column time: schemas/edit.proto has"
                + " google.protobuf.Timestamp there");
  }

  @Test
  void a_schema_file_that_is_missing_or_malformed_is_a_problem() throws IOException {
    String rest = TIME + "columns: [{name: page, type: STRING}]";
    Files.writeString(root.resolve("schemas/bad.avsc"), "{\"type\": \"recrod\"}");
    Files.writeString(root.resolve("schemas/bad.proto"), "message {");
    Files.writeString(root.resolve("schemas/lost.proto"), "import \"a.proto\";");

    assertThat(problems(AVRO.replace("edit", "none") + rest))
        .containsExactly("s.yaml:5:16: bad schema schemas/none.avsc: there is no such file");
    assertThat(problems(AVRO.replace("schemas/", "../") + rest))
        .containsExactly("s.yaml:5:16: bad schema ../edit.avsc: expected a file in the repository");
    assertThat(problems(AVRO.replace("schemas/edit", "schemas/bad") + rest).getFirst())
        .startsWith("s.yaml:5:16: bad schema schemas/bad.avsc: it is no Avro schema: ");
    assertThat(problems(PROTOBUF.replace("schemas/edit", "schemas/bad") + rest).getFirst())
        .startsWith("s.yaml:5:16: bad schema schemas/bad.proto: Syntax error in schemas/bad.proto");
    assertThat(problems(PROTOBUF.replace("schemas/edit", "schemas/lost") + rest))
        .containsExactly(
            "s.yaml:5:16: bad schema schemas/lost.proto: schemas/lost.proto imports a.proto, which"
                + " is not there");
    assertThat(problems(PROTOBUF.replace("wiki.Edit", "wiki.Edits") + rest).getFirst())
        .startsWith("s.yaml:5:45: unknown message wiki.Edits in schemas/edit.proto")
        .endsWith("(did you mean wiki.Edit?)");
  }

  @Test
  void a_format_without_a_schema_file_needs_a_schema_registry() throws IOException {
    String source = HEAD + "format: AVRO\n" + TIME + "columns: [{name: page, type: STRING}]";
    assertThat(problems(source))
        .containsExactly(
            "s.yaml:4:9: no schema for format AVRO: expected schema: {file: …} in the source, or"
                + " schema_registry: {url: …} in tidemark.yaml");

    Files.writeString(
        root.resolve("tidemark.yaml"), "project: wiki\nschema_registry: {url: http://r}\n");
    assertThat(read(source).format()).isEqualTo(new Format.Avro(Optional.empty()));
  }
}
