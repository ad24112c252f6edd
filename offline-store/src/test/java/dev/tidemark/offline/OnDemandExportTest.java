package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training sets with on-demand features. */
class OnDemandExportTest {
  @TempDir Path folder;
  private Deployment deployment;
  private HistoryTables tables;
  private Path out;

  @BeforeEach
  void writeHistory() throws Exception {
    deployment = Case.deploy(definitions());
    List<Happening> events =
        List.of(event("x", "09:30:00", 5L, 2.0), event("y", "09:30:10", 0L, 0.0));
    TestHistory history = new TestHistory(folder.resolve("state"));
    Case random = new Case(definitions(), deployment, events);
    history.write(random.log(), random.records(), 2);
    tables = history.tables();
    Files.createDirectory(folder.resolve("out"));
    out = folder.resolve("out/set.csv");
  }

  @AfterEach
  void closeHistory() {
    tables.close();
  }

  private static Definitions definitions() {
    Source source =
        new Source(
            "edits",
            "edits.in",
            new Source.TimeColumn("time", TimeFormat.iso8601()),
            Optional.empty(),
            Duration.ZERO,
            Case.COLUMNS,
            List.of(),
            Meta.NONE);
    List<FeatureDefinition> features =
        List.of(
            new FeatureDefinition.Latest("delta", type("INT64"), "delta", Meta.NONE),
            new FeatureDefinition.Latest("weight", type("DOUBLE"), "weight", Meta.NONE),
            new FeatureDefinition.Window(
                "edits",
                Function.COUNT,
                Optional.empty(),
                0,
                Optional.of(Duration.ofMinutes(1)),
                Duration.ZERO,
                Optional.empty(),
                Meta.NONE));
    return new Definitions(
        List.of(new Entity("user", List.of(Case.column("user", "STRING")), Meta.NONE)),
        List.of(source),
        List.of(
            new FeatureView(
                "activity", "user", "edits", Optional.empty(), Duration.ZERO, features, Meta.NONE)),
        List.of(ratios(), verdict()),
        List.of(service()));
  }

  private static OnDemandFeatureView ratios() {
    return new OnDemandFeatureView(
        "ratios",
        List.of("activity"),
        List.of(
            Case.column("amount", "INT64"),
            Case.column("share", "FLOAT"),
            Case.column("factor", "DOUBLE"),
            Case.column("marks", "ARRAY<INT32>"),
            Case.column("label", "STRING")),
        List.of(
            computed("per_weight", "DOUBLE", "double(amount) / activity.weight"),
            computed("per_delta", "INT64", "amount / activity.delta"),
            computed("edits_and", "INT32", "activity.edits + amount"),
            computed("half", "FLOAT", "share / 2.0"),
            computed("scaled", "DOUBLE", "factor * 1.0"),
            computed("doubled", "ARRAY<INT64>", "marks.map(m, m * 2)"),
            computed("shout", "STRING", "label + '!'")),
        Meta.NONE);
  }

  private static OnDemandFeatureView verdict() {
    return new OnDemandFeatureView(
        "verdict",
        List.of("ratios"),
        List.of(),
        List.of(computed("odd", "BOOL", "ratios.per_weight > 1.0")),
        Meta.NONE);
  }

  private static FeatureService service() {
    return new FeatureService(
        "service",
        List.of(
            new FeatureService.Part(
                "verdict", List.of("odd"), Optional.of("before"), Map.of("user", "previous")),
            new FeatureService.Part("activity", List.of("weight"), Optional.empty(), Map.of())),
        Meta.NONE);
  }

  private static ValueType type(String text) {
    return Case.column("x", text).type();
  }

  private static OnDemandFeatureView.Feature computed(String name, String type, String expression) {
    return new OnDemandFeatureView.Feature(name, type(type), expression, Meta.NONE);
  }

  private static Happening event(String user, String time, Long delta, Double weight) {
    Instant at = Instant.parse("2026-01-31T" + time + "Z");
    return new Happening(
        List.of(user),
        Micros.of(at),
        null,
        0,
        Arrays.asList(delta, weight, 1, true, "", at, List.of(), 1f, new byte[] {1}));
  }

  private ExportReport export(Path spine, Path target, Choice choice) {
    return new TrainingSets(tables, "9.9")
        .export(
            new ExportRequest(
                deployment, choice, SpineSource.Files.of(spine), target, ExportOptions.DEFAULT),
            ExportProgress.NONE);
  }

  private ExportReport export(String spine, String... references) throws Exception {
    return export(spine(spine), out, Choice.features(List.of(references)));
  }

  private Path spine(String text) throws Exception {
    return Files.writeString(folder.resolve("spine.csv"), text);
  }

  @Test
  void csv_has_what_is_computed_from_joined_values_and_from_the_spine() throws Exception {
    ExportReport report =
        export(
            """
            user,amount,event_timestamp
            x,3,2026-02-01
            y,3,2026-01-31T09:30:11Z
            nobody,3,2026-02-01
            x,,2026-02-01
            x,03,2026-01-31T09:30:01Z
            """,
            "ratios:per_delta",
            "ratios:edits_and",
            "activity:edits",
            "verdict:odd");

    assertThat(Files.readString(out))
        .isEqualTo(
            """
            user,amount,event_timestamp,edits,per_delta,edits_and,odd
            x,3,2026-02-01,0,0,3,true
            y,3,2026-01-31T09:30:11Z,1,,4,true
            nobody,3,2026-02-01,0,,3,
            x,,2026-02-01,0,,,
            x,03,2026-01-31T09:30:01Z,1,0,4,true
            """);
    assertThat(report.nulls())
        .isEqualTo(Map.of("edits", 0L, "per_delta", 3L, "edits_and", 1L, "odd", 2L));
  }

  @Test
  void parquet_has_the_same_in_the_types_of_the_features() throws Exception {
    Path spine = folder.resolve("spine.parquet");
    Path target = folder.resolve("out/set.parquet");
    try (TestDuck duck = new TestDuck()) {
      duck.execute(
          ("COPY (SELECT 'x' AS \"user\", 3::SMALLINT AS amount, 0.1::FLOAT AS \"share\","
                  + " 0.1::DOUBLE AS factor, [1, NULL]::INTEGER[] AS marks, 'a' AS label,"
                  + " DATE '2026-02-01' AS event_timestamp) TO '%s' (FORMAT parquet)")
              .formatted(spine));
      export(
          spine,
          target,
          Choice.features(
              List.of(
                  "ratios:per_weight",
                  "ratios:edits_and",
                  "ratios:half",
                  "ratios:scaled",
                  "ratios:shout",
                  "ratios:doubled")));
      assertThat(
              duck.rows(
                  "SELECT per_weight, edits_and, half, scaled, shout, doubled IS NULL,"
                      + " typeof(edits_and), typeof(half), typeof(doubled), amount FROM '"
                      + target
                      + "'"))
          .isEqualTo(
              List.of(
                  List.of(
                      1.5, 3, 0.05f, 0.1, "a!", true, "INTEGER", "FLOAT", "BIGINT[]", (short) 3)));
    }
  }

  @Test
  void arrays_and_numbers_are_read_from_the_texts_of_a_csv() throws Exception {
    export(
        """
        marks,share,factor,label,event_timestamp
        "[1,2]",0.1,1e-3,"",2026-02-01
        [],-2,nan,é,2026-02-01
        """,
        "ratios:doubled",
        "ratios:half",
        "ratios:scaled",
        "ratios:shout");

    assertThat(Files.readString(out))
        .isEqualTo(
            """
            marks,share,factor,label,event_timestamp,doubled,half,scaled,shout
            "[1,2]",0.1,1e-3,"",2026-02-01,"[2,4]",0.05,0.001,!
            [],-2,nan,é,2026-02-01,[],-1.0,nan,é!
            """);
  }

  @Test
  void keys_of_a_part_join_its_inputs_which_are_no_columns() throws Exception {
    export(
        spine("user,previous,amount,event_timestamp\ny,x,3,2026-02-01\n"),
        out,
        Choice.service("service"));

    assertThat(Files.readString(out))
        .isEqualTo("user,previous,amount,event_timestamp,weight,odd\ny,x,3,2026-02-01,0.0,true\n");
    JsonNode features =
        new ObjectMapper().readTree(Path.of(out + ".manifest.json").toFile()).path("features");
    assertThat(features.path(0).toString())
        .isEqualTo(
            "{\"column\":\"weight\",\"feature\":\"activity:weight\",\"type\":\"DOUBLE\","
                + "\"keys\":{\"user\":\"user\"},\"nulls\":0,\"min\":0,\"max\":0,\"mean\":0}");
    assertThat(features.path(1).toString())
        .isEqualTo(
            "{\"column\":\"odd\",\"feature\":\"verdict:odd\",\"type\":\"BOOL\",\"computed\":"
                + "{\"expression\":\"ratios.per_weight > 1.0\","
                + "\"inputs\":[{\"feature\":\"activity:weight\",\"keys\":{\"user\":\"previous\"}}],"
                + "\"request\":[\"amount\"]},\"nulls\":0}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "amuont|1|ratios:per_delta|Cannot find the request column amount in spine %s (did you mean amuont?): its columns are user, amuont, event_timestamp",
        "amount|1.5|ratios:per_delta|Cannot read row 1 of %s: column amount holds \"1.5\", expected a whole number of 64 bits",
        "share|1e39|ratios:half|Cannot read row 1 of %s: column share holds \"1e39\", expected a number",
        "factor|1e999|ratios:scaled|Cannot read row 1 of %s: column factor holds \"1e999\", expected a number",
        "marks|[1.5]|ratios:doubled|Cannot read row 1 of %s: column marks holds \"[1.5]\", expected a JSON array, each element a whole number of 32 bits",
        "marks|1|ratios:doubled|Cannot read row 1 of %s: column marks holds \"1\", expected a JSON array, each element a whole number of 32 bits"
      })
  void request_data_that_does_not_fit_names_the_column_and_the_row(
      String column, String value, String reference, String message) throws Exception {
    String spine = "user,%s,event_timestamp\nx,%s,2026-02-01\n".formatted(column, value);
    assertThatThrownBy(() -> export(spine, reference))
        .isInstanceOf(ExportException.class)
        .hasMessage(message.formatted(folder.resolve("spine.csv")));
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  @Test
  void a_text_column_is_not_computed_from_numbers() throws Exception {
    Path spine = folder.resolve("spine.parquet");
    try (TestDuck duck = new TestDuck()) {
      duck.execute(
          "COPY (SELECT 7 AS label, DATE '2026-02-01' AS event_timestamp) TO '%s' (FORMAT parquet)"
              .formatted(spine));
    }
    assertThatThrownBy(() -> export(spine, out, Choice.features(List.of("ratios:shout"))))
        .isInstanceOf(ExportException.class)
        .hasMessage(
            "Cannot compute from column label of %s: it is INTEGER, and the request column is STRING; cast it to text"
                .formatted(spine));
  }
}
