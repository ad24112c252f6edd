package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
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
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSetsTest {
  @TempDir Path folder;
  private Deployment deployment;
  private HistoryTables tables;
  private Path out;

  @BeforeEach
  void writeHistory() throws Exception {
    Definitions definitions = definitions();
    deployment = Case.deploy(definitions);
    List<Happening> events =
        List.of(
            event("x", "09:30:00", 5L, 0.1, "é", List.of("a,b", "\"")),
            event("x", "09:30:10.250", 7L, 1e20, null, null),
            event("", "09:30:05", 9L, -0.5, "", Arrays.asList("z", null)));
    TestHistory history = new TestHistory(folder.resolve("state"));
    Case random = new Case(definitions, deployment, events);
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
    Entity user = new Entity("user", List.of(Case.column("user", "STRING")), Meta.NONE);
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
    List<FeatureDefinition> features = new ArrayList<>();
    for (String column : List.of("delta", "weight", "who", "seen", "tags")) {
      features.add(
          new FeatureDefinition.Latest(
              "last_" + column, source.column(column).orElseThrow().type(), column, Meta.NONE));
    }
    features.add(window("edits_10s", Function.COUNT, Optional.empty(), 0));
    features.add(window("sum_10s", Function.SUM, Optional.of("delta"), 0));
    features.add(window("last_two", Function.LAST_N, Optional.of("seen"), 2));
    features.add(window("last_deltas", Function.LAST_N, Optional.of("delta"), 9));
    FeatureView view =
        new FeatureView(
            "activity", "user", "edits", Optional.empty(), Duration.ZERO, features, Meta.NONE);
    FeatureService service =
        new FeatureService(
            "service",
            List.of(
                new FeatureService.Part(
                    "activity", List.of("last_delta"), Optional.empty(), Map.of()),
                new FeatureService.Part(
                    "activity",
                    List.of("last_delta"),
                    Optional.of("previous"),
                    Map.of("user", "previous_user"))),
            Meta.NONE);
    return new Definitions(
        List.of(user), List.of(source), List.of(view), List.of(), List.of(service));
  }

  private static FeatureDefinition window(
      String name, Function function, Optional<String> of, int n) {
    return new FeatureDefinition.Window(
        name,
        function,
        of,
        n,
        Optional.of(Duration.ofSeconds(10)),
        Duration.ZERO,
        Optional.empty(),
        Meta.NONE);
  }

  private static Happening event(
      String user, String time, Long delta, Double weight, String who, List<String> tags) {
    Instant at = Instant.parse("2026-01-31T" + time + "Z");
    return new Happening(
        List.of(user),
        Micros.of(at),
        null,
        0,
        Arrays.asList(delta, weight, 1, true, who, at, tags, 1f, new byte[] {1}));
  }

  private Path spine(String text) throws Exception {
    return Files.writeString(folder.resolve("spine.csv"), text);
  }

  private ExportReport export(Path spine, Path target, String... features) {
    return export(
        spine,
        target,
        Choice.features(Stream.of(features).map(f -> "activity:" + f).toList()),
        false);
  }

  private ExportReport export(Path spine, Path target, Choice choice, boolean full) {
    return new TrainingSets(tables, "9.9")
        .export(
            new ExportRequest(
                deployment,
                choice,
                SpineSource.Files.of(spine),
                target,
                ExportOptions.DEFAULT.withFullNames(full)),
            ExportProgress.NONE);
  }

  private void refused(Path spine, Path target, String message) {
    assertThatThrownBy(() -> export(spine, target, "edits_10s"))
        .isInstanceOf(ExportException.class)
        .hasMessage(message);
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  @Test
  void csv_keeps_the_spine_and_writes_every_type() throws Exception {
    String head = "id,user,event_timestamp,\"no,te\"";
    export(
        spine(
            head
                + "\n1,x,2026-01-31T09:30:10.250Z,\" a \"\"b\"\"\r\n\"\n"
                + "02,x,2026-01-31 09:30:10,\"\"\n"
                + ",\"\",1769851806000,\n"
                + "4,,2026-01-31T10:30:11+01:00,é𝄞\n"
                + "5,nobody,2026-01-31,x\n"),
        out,
        "last_delta",
        "last_weight",
        "last_who",
        "last_seen",
        "last_tags",
        "edits_10s",
        "sum_10s",
        "last_two");

    assertThat(Files.readString(out))
        .isEqualTo(
            head
                + ",last_delta,last_weight,last_who,last_seen,last_tags,edits_10s,sum_10s,last_two\n"
                + "1,x,2026-01-31T09:30:10.250Z,\" a \"\"b\"\"\r\n\""
                + ",7,1e+20,,2026-01-31T09:30:10.250Z,,0,,[]\n"
                + "02,x,2026-01-31 09:30:10,\"\""
                + ",5,0.1,é,2026-01-31T09:30:00Z,\"[\"\"a,b\"\",\"\"\\\"\"\"\"]\",1,5"
                + ",\"[\"\"2026-01-31T09:30:00Z\"\"]\"\n"
                + ",\"\",1769851806000,"
                + ",9,-0.5,\"\",2026-01-31T09:30:05Z,\"[\"\"z\"\",null]\",1,9"
                + ",\"[\"\"2026-01-31T09:30:05Z\"\"]\"\n"
                + "4,,2026-01-31T10:30:11+01:00,é𝄞,,,,,,0,,[]\n"
                + "5,nobody,2026-01-31,x,,,,,,0,,[]\n");
  }

  @Test
  void lines_that_end_with_crlf_are_read_as_well() throws Exception {
    export(spine("\ufeffuser,event_timestamp\r\nx,2026-02-01\r\n"), out, "last_delta");

    assertThat(Files.readString(out))
        .isEqualTo("user,event_timestamp,last_delta\nx,2026-02-01,7\n");
  }

  @ParameterizedTest
  @CsvSource({"set.csv", "set.parquet"})
  void the_same_export_writes_the_same_bytes(String name) throws Exception {
    Path spine = spine("user,event_timestamp\nx,2026-02-01\n,2026-02-01\nx,2026-01-31T09:30:05Z\n");
    Path target = folder.resolve("out").resolve(name);
    export(spine, target, "last_delta", "last_tags", "last_two");
    byte[] first = Files.readAllBytes(target);
    byte[] manifest = Files.readAllBytes(Path.of(target + ".manifest.json"));
    export(spine, target, "last_delta", "last_tags", "last_two");

    assertThat(Files.readAllBytes(target)).isEqualTo(first);
    assertThat(Files.readAllBytes(Path.of(target + ".manifest.json"))).isEqualTo(manifest);
  }

  @Test
  void parquet_keeps_its_types_and_reads_every_kind_of_time() throws Exception {
    Path spine = folder.resolve("spine.parquet");
    Path target = folder.resolve("out/set.parquet");
    String kinds =
        "TIMESTAMP '2026-01-31 09:30:06',TIMESTAMPTZ '2026-01-31 10:30:06+01',DATE '2026-02-01',"
            + "1769851806000,'2026-01-31T09:30:06Z',TIMESTAMP_NS '2026-01-31 09:30:06.000000001'";
    try (TestDuck duck = new TestDuck()) {
      for (String kind : kinds.split(",")) {
        duck.execute(
            ("COPY (SELECT 'x' AS \"user\", %s AS event_timestamp, 1.50::DECIMAL(5,2) AS d, [1, NULL]"
                    + " AS l, {'a': 1} AS s, 'b'::BLOB AS b) TO '%s' (FORMAT parquet)")
                .formatted(kind, spine));
        export(spine, target, "last_delta", "last_seen", "last_two");
        String both = "SELECT COLUMNS('user|event_timestamp|^.$') FROM '%s'";
        assertThat(duck.rows(both.formatted(target)))
            .hasToString(duck.rows(both.formatted(spine)).toString());
        long delta = kind.startsWith("DATE") ? 7 : 5;
        assertThat(duck.rows("SELECT last_delta FROM '" + target + "'"))
            .isEqualTo(List.of(List.of(delta)));
        assertThat(duck.rows("SELECT typeof(last_seen), typeof(last_two) FROM '" + target + "'"))
            .isEqualTo(List.of(List.of("TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE[]")));
        export(spine, out, "last_delta");
        assertThat(Files.readString(out))
            .endsWith(",1.50,\"[1,null]\",\"{\"\"a\"\":1}\",Yg==," + delta + "\n");
      }
    }
  }

  @Test
  void a_view_is_joined_twice_by_other_columns() throws Exception {
    Path spine = spine("user,previous_user,event_timestamp\nx,\"\",2026-02-01\n");
    export(spine, out, Choice.service("service"), true);

    assertThat(Files.readString(out))
        .isEqualTo(
            "user,previous_user,event_timestamp,activity__last_delta,previous__last_delta\n"
                + "x,\"\",2026-02-01,7,9\n");
  }

  @Test
  void an_empty_spine_gives_an_empty_training_set() throws Exception {
    ExportReport report = export(spine("user,event_timestamp\n"), out, "last_delta");

    assertThat(report.rows()).isZero();
    assertThat(Files.readString(out)).isEqualTo("user,event_timestamp,last_delta\n");
  }

  @Test
  void a_history_that_was_never_written_is_empty() throws Exception {
    tables.close();
    tables = new TestHistory(folder.resolve("none")).tables();
    export(spine("user,event_timestamp\nx,2026-02-01\n"), out, "last_delta", "edits_10s");

    assertThat(Files.readString(out)).endsWith("x,2026-02-01,,0\n");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void the_manifest_names_all_that_the_bytes_depend_on() throws Exception {
    ExportReport report =
        export(spine("user,event_timestamp\nx,2026-02-01\n,2026-02-01\n"), out, "last_delta");

    JsonNode manifest = new ObjectMapper().readTree(report.manifest().toFile());
    assertThat(manifest.at("/tidemark").asText()).isEqualTo("9.9");
    assertThat(manifest.at("/definitions/version").asInt()).isEqualTo(1);
    assertThat(manifest.at("/definitions/commit").asText()).isEqualTo("c0ffee");
    assertThat(manifest.at("/features/0/feature").asText()).isEqualTo("activity:last_delta");
    assertThat(manifest.at("/features/0/nulls").asLong()).isEqualTo(1);
    assertThat(manifest.at("/history/0/table").asText()).isEqualTo("edits__user");
    assertThat(manifest.at("/history/0/snapshot").asLong())
        .isEqualTo(tables.current(deployment.logs().getFirst()).id());
    assertThat(manifest.at("/history/0/offsets").toString()).isEqualTo("{\"1\":3}");
    assertThat(manifest.at("/spine/rows").asLong()).isEqualTo(2);
    assertThat(manifest.at("/spine/sha256").asText()).hasSize(64);
    assertThat(manifest.at("/output/sha256").asText()).isEqualTo(Digest.of(out));
    assertThat(report.nulls()).isEqualTo(Map.of("last_delta", 1L));
  }

  @Test
  void a_spine_without_a_key_column_is_refused() throws Exception {
    Path spine = spine("usr,event_timestamp\nx,2026-02-01\n");
    refused(
        spine,
        out,
        "Cannot find the key column user in spine %s (did you mean usr?): its columns are usr, event_timestamp"
            .formatted(spine));
  }

  @Test
  void a_spine_without_a_timestamp_column_is_refused() throws Exception {
    Path spine = spine("user,when\nx,2026-02-01\n");
    refused(
        spine,
        out,
        "Cannot find the timestamp column event_timestamp in spine %s: its columns are user, when"
            .formatted(spine));
  }

  @Test
  void an_unreadable_timestamp_is_named_by_its_row() throws Exception {
    Path spine =
        spine("user,event_timestamp\n" + "x,2026-02-01\n".repeat(16) + "x,yesterday\nx,never\n");
    refused(
        spine,
        out,
        "Cannot read row 17 of %s: column event_timestamp holds \"yesterday\", expected ISO-8601 such as 2026-01-31T09:30:00Z, or epoch milliseconds"
            .formatted(spine));
  }

  @Test
  void a_null_timestamp_is_named_by_its_row() throws Exception {
    Path spine = spine("user,event_timestamp\nx,2026-02-01\nx,\n");
    refused(
        spine,
        out,
        "Cannot read row 2 of %s: its timestamp event_timestamp is null; every row needs one"
            .formatted(spine));
  }

  @Test
  void a_row_with_other_fields_than_the_header_is_named() throws Exception {
    Path spine = spine("user,event_timestamp\nx,2026-02-01\nx,2026-02-01,more\n");
    refused(
        spine,
        out,
        "Cannot read row 2 of %s: it has 3 fields, and the header has 2".formatted(spine));
  }

  @Test
  void a_quote_that_does_not_end_is_named_by_its_row() throws Exception {
    Path spine = spine("user,event_timestamp\nx,2026-02-01\n\"x,2026-02-01\n");
    refused(spine, out, "Cannot read row 2 of %s: a quoted field does not end".formatted(spine));
  }

  @Test
  void a_feature_named_as_a_column_is_refused() throws Exception {
    Path spine = spine("user,event_timestamp,edits_10s\nx,2026-02-01,1\n");
    refused(
        spine,
        out,
        "Cannot add feature edits_10s to spine %s: it has a column of that name; rename the column, or ask for full feature names"
            .formatted(spine));
  }

  @Test
  void other_endings_are_refused() throws Exception {
    Path spine = spine("user,event_timestamp\n");
    Path text = folder.resolve("out/set.txt");
    refused(
        spine,
        text,
        "Cannot write training set %s: the file's ending must be .csv, .parquet or .arrow"
            .formatted(text));
    Path json = Files.writeString(folder.resolve("spine.json"), "{}");
    refused(
        json,
        out,
        "Cannot read spine %s: the file's ending must be .csv, .parquet, .arrow or .jsonl"
            .formatted(json));
  }

  @Test
  void a_spine_that_is_not_there_is_refused() {
    Path spine = folder.resolve("nothing.csv");
    refused(
        spine,
        out,
        "Cannot read spine %s: there is no such file, or it may not be read".formatted(spine));
  }

  @Test
  void a_spine_that_is_no_parquet_is_refused() throws Exception {
    Path spine = Files.writeString(folder.resolve("spine.parquet"), "user,event_timestamp\n");
    assertThatThrownBy(() -> export(spine, out, "edits_10s"))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith("Cannot read spine %s as Parquet: ".formatted(spine));
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  @Test
  void an_output_path_that_cannot_be_written_is_found_before_the_spine_is_read() throws Exception {
    Path bad = spine("user,event_timestamp\nx,yesterday\n");
    Path lost = folder.resolve("nowhere/set.csv");
    refused(
        bad,
        lost,
        "Cannot write training set %s: there is no folder %s; create it first"
            .formatted(lost, folder.resolve("nowhere")));
    Path taken = Files.createDirectory(folder.resolve("taken.csv"));
    refused(bad, taken, "Cannot write training set %s: it is a folder".formatted(taken));
    Path self = folder.resolve("out/../spine.csv");
    refused(
        bad,
        self,
        "Cannot write training set %s: it is the spine; choose another file".formatted(self));
  }

  @Test
  void a_folder_without_the_right_to_write_is_found_before_the_spine_is_read() throws Exception {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    org.junit.jupiter.api.Assumptions.assumeFalse(Files.isWritable(closed), "root may write");
    Path target = closed.resolve("set.csv");
    refused(
        spine("user,event_timestamp\nx,yesterday\n"),
        target,
        "Cannot write training set %s: no file can be created in %s (AccessDeniedException)"
            .formatted(target, closed));
  }

  @Test
  void a_missing_created_time_sorts_before_one_before_1970() throws Exception {
    Happening any = event("x", "09:30:00", 1L, 0.0, "", List.of());
    List<Happening> events = new ArrayList<>();
    for (Long created : Arrays.asList(-1_000_000L, null, -2_000_000L)) {
      List<Object> values = new ArrayList<>(any.values());
      values.set(0, events.size() + 1L);
      events.add(new Happening(any.key(), any.time(), created, events.size(), values));
    }
    TestHistory history = new TestHistory(folder.resolve("old"));
    Case old = new Case(definitions(), deployment, events);
    history.write(old.log(), old.records(), 9);
    tables.close();
    tables = history.tables();
    export(
        spine("user,event_timestamp\nx,2026-01-31T09:30:01Z\n"), out, "last_deltas", "last_delta");

    assertThat(Files.readString(out)).endsWith("Z,\"[1,3,2]\",1\n");
  }

  @Test
  void a_sum_that_does_not_fit_names_the_feature_and_the_row() throws Exception {
    Definitions definitions = definitions();
    List<Happening> events =
        List.of(
            event("x", "09:30:00", Long.MAX_VALUE, 0.0, "", List.of()),
            event("x", "09:30:01", 1L, 0.0, "", List.of()));
    TestHistory history = new TestHistory(folder.resolve("big"));
    Case big = new Case(definitions, deployment, events);
    history.write(big.log(), big.records(), 9);
    tables.close();
    tables = history.tables();
    Path spine = spine("user,event_timestamp\nx,2026-01-31T09:30:01Z\nx,2026-01-31T09:30:02Z\n");

    assertThatThrownBy(() -> export(spine, out, "sum_10s"))
        .isInstanceOf(ExportException.class)
        .hasMessage(
            "Cannot compute activity:sum_10s for row 2 of %s: the result does not fit INT64; choose a shorter window"
                .formatted(spine));
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  @Test
  void nothing_temporary_is_left() throws Exception {
    export(spine("user,event_timestamp\nx,2026-02-01\n"), out, "last_delta");

    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("set.csv", "set.csv.manifest.json");
    }
  }
}
