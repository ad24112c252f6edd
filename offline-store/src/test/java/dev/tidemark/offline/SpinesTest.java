package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.Split;
import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to say what the rows are, and every form in which they come out. */
class SpinesTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

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
            event("x", Duration.ZERO, 1),
            event("y", Duration.ofHours(1), 2),
            event("x", Duration.ofHours(2), 3),
            event("é", Duration.ofHours(30), 4));
    TestHistory history = new TestHistory(folder.resolve("state"));
    Case all = new Case(definitions, deployment, events);
    history.write(all.log(), all.records(), 2);
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
    List<FeatureDefinition> features =
        List.of(
            new FeatureDefinition.Latest(
                "delta", Case.COLUMNS.getFirst().type(), "delta", Meta.NONE),
            new FeatureDefinition.Window(
                "edits",
                Function.COUNT,
                Optional.empty(),
                0,
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                Meta.NONE));
    return new Definitions(
        List.of(user),
        List.of(source),
        List.of(
            new FeatureView(
                "v", "user", "edits", Optional.empty(), Duration.ZERO, features, Meta.NONE),
            new FeatureView(
                "big",
                "user",
                "edits",
                Optional.of("delta > 0"),
                Duration.ZERO,
                List.of(features.getFirst()),
                Meta.NONE)),
        List.of(),
        List.of());
  }

  private static Happening event(String user, Duration sinceNoon, long delta) {
    return new Happening(
        List.of(user),
        Micros.of(NOON.plus(sinceNoon)),
        null,
        0,
        Arrays.asList(delta, 0.0, 1, true, "", Instant.EPOCH, List.of(), 1f, new byte[0]));
  }

  private ExportReport export(SpineSource spine, ExportOptions options) {
    return new TrainingSets(tables, "test")
        .export(
            new ExportRequest(deployment, Choice.features(List.of("v:delta")), spine, out, options),
            ExportProgress.NONE);
  }

  private List<String> lines(SpineSource spine, ExportOptions options) throws IOException {
    export(spine, options);
    return Files.readAllLines(out);
  }

  private List<String> lines(String... patterns) throws IOException {
    return lines(
        new SpineSource.Files(Stream.of(patterns).map(p -> folder + "/" + p).toList()),
        ExportOptions.DEFAULT);
  }

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void files_come_one_after_another_and_patterns_in_the_order_of_names() throws Exception {
    file("b.csv", "user,event_timestamp\ny,2026-02-01\n");
    file("day=2/a.csv", "user,event_timestamp\nx,2026-02-02\n");
    file("day=1/z.csv", "user,event_timestamp\nx,2026-01-31T13:00:00Z\n");

    assertThat(lines("b.csv", "day=*/*.csv"))
        .containsExactly(
            "user,event_timestamp,delta",
            "y,2026-02-01,2",
            "x,2026-01-31T13:00:00Z,1",
            "x,2026-02-02,3");
  }

  @Test
  void a_pattern_that_no_file_has_is_refused() {
    assertThatThrownBy(() -> lines("nothing*.csv"))
        .isInstanceOf(ExportException.class)
        .hasMessage("Cannot read spine %s/nothing*.csv: no file has such a name", folder);
  }

  @Test
  void files_with_other_columns_are_refused() throws Exception {
    file("a.csv", "user,event_timestamp\nx,2026-02-01\n");
    file("b.csv", "event_timestamp,user\n2026-02-01,x\n");

    assertThatThrownBy(() -> lines("a.csv", "b.csv"))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("its columns are [event_timestamp, user], and those of");
  }

  @Test
  void json_lines_keep_texts_and_nested_columns() throws Exception {
    file(
        "spine.jsonl",
        """
        {"event_timestamp": "2026-02-01T00:00:00Z", "user": "x", "day": "2026-02-01", "n": {"a": [1, 2], "t": ["2026-02-01"]}}
        {"user": "nobody", "event_timestamp": "2026-02-01 01:00:00+01:00"}
        {"user": null, "event_timestamp": "2026-02-01"}
        """);

    assertThat(lines("spine.jsonl"))
        .containsExactly(
            "event_timestamp,user,day,n,delta",
            "2026-02-01T00:00:00Z,x,2026-02-01,\"{\"\"a\"\":[1,2],\"\"t\"\":[\"\"2026-02-01\"\"]}\",3",
            "2026-02-01 01:00:00+01:00,nobody,,,",
            "2026-02-01,,,,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spine.arrow", "spine.arrows"})
  void arrow_files_and_streams_are_read(String name) throws Exception {
    Path file = folder.resolve(name);
    try (RootAllocator memory = new RootAllocator();
        BigIntVector id = new BigIntVector("id", memory);
        VarCharVector user = new VarCharVector("user", memory);
        TimeStampMilliTZVector time =
            new TimeStampMilliTZVector("event_timestamp", memory, "Europe/Berlin");
        VectorSchemaRoot root = VectorSchemaRoot.of(id, user, time);
        OutputStream stream = Files.newOutputStream(file);
        ArrowWriter writer =
            name.endsWith("s")
                ? new ArrowStreamWriter(root, null, stream)
                : new ArrowFileWriter(root, null, java.nio.channels.Channels.newChannel(stream))) {
      writer.start();
      for (int batch = 0; batch < 2; batch++) {
        root.allocateNew();
        id.setSafe(0, batch);
        user.setSafe(0, "é".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        time.setSafe(0, NOON.plus(Duration.ofHours(29 + batch)).toEpochMilli());
        root.setRowCount(1);
        writer.writeBatch();
      }
      writer.end();
    }

    assertThat(lines(name))
        .containsExactly(
            "id,user,event_timestamp,delta",
            "0,é,2026-02-01T17:00:00Z,",
            "1,é,2026-02-01T18:00:00Z,4");
  }

  @Test
  void a_query_may_be_the_spine() throws Exception {
    file("labels.csv", "who,at,kept\nx,2026-02-01 00:00:00,true\ny,2026-02-01 00:00:00,false\n");

    assertThat(
            lines(
                new SpineSource.Query(
                    "SELECT who AS \"user\", \"at\" AS event_timestamp FROM '%s/labels.csv' WHERE kept"
                        .formatted(folder)),
                ExportOptions.DEFAULT))
        .containsExactly("user,event_timestamp,delta", "x,2026-02-01T00:00:00Z,3");
    assertThatThrownBy(() -> lines(new SpineSource.Query("SELEC 1"), ExportOptions.DEFAULT))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith("Cannot run --spine-sql: Parser Error");
  }

  @Test
  void the_keys_of_a_view_may_be_the_spine_from_when_on_they_are_known() throws Exception {
    SpineSource keys =
        new SpineSource.Entities("v", Duration.ofDays(1), NOON, NOON.plus(Duration.ofDays(2)));

    assertThat(lines(keys, ExportOptions.DEFAULT))
        .containsExactly(
            "user,event_timestamp,delta",
            "x,2026-01-31T12:00:00Z,1",
            "x,2026-02-01T12:00:00Z,3",
            "y,2026-02-01T12:00:00Z,2",
            "x,2026-02-02T12:00:00Z,3",
            "y,2026-02-02T12:00:00Z,2",
            "é,2026-02-02T12:00:00Z,4");
  }

  private static ExportOptions split(String parts, String by) {
    return new ExportOptions(
        "event_timestamp",
        false,
        false,
        List.of(),
        Optional.of(Split.parse(parts, Optional.ofNullable(by))),
        List.of(),
        ExportOptions.MEMORY);
  }

  @Test
  void the_earliest_rows_go_into_the_first_part_and_equal_times_stay_together() throws Exception {
    StringBuilder rows = new StringBuilder("user,event_timestamp\n");
    for (int i = 9; i >= 0; i--) {
      rows.append("x,2026-02-0%d\n".formatted(1 + i / 2));
    }
    file("spine.csv", rows.toString());

    List<String> parts =
        lines(SpineSource.Files.of(folder.resolve("spine.csv")), split("a:0.5,b:0.3,c:0.2", null));
    assertThat(parts.stream().skip(1).map(line -> line.substring(11)).toList())
        .containsExactly(
            "5,3,c", "5,3,c", "4,3,b", "4,3,b", "3,3,a", "3,3,a", "2,3,a", "2,3,a", "1,3,a",
            "1,3,a");
  }

  @Test
  void an_entity_is_in_one_part_and_parts_have_about_their_shares() throws Exception {
    StringBuilder rows = new StringBuilder("user,event_timestamp\n");
    for (int i = 0; i < 4_000; i++) {
      rows.append("u%d,2026-02-01\n".formatted(i % 2_000));
    }
    file("spine.csv", rows.toString());
    export(SpineSource.Files.of(folder.resolve("spine.csv")), split("train:0.8,test:0.2", "user"));

    try (TestDuck duck = new TestDuck()) {
      assertThat(
              duck.rows(
                  "SELECT max(n) FROM (SELECT count(DISTINCT split) AS n FROM '%s' GROUP BY \"user\")"
                      .formatted(out)))
          .containsExactly(List.of(1L));
      List<Object> trained =
          duck.rows("SELECT count(*) FROM '%s' WHERE split = 'train'".formatted(out)).getFirst();
      assertThat((Long) trained.getFirst()).isBetween(3_080L, 3_320L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "train:x", ":1", "a:0.5,b:0.4", "a:1.5,b:-0.5", ""})
  void parts_that_make_no_sense_are_refused(String parts) {
    assertThatThrownBy(() -> Split.parse(parts, Optional.empty()))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith("Cannot split by " + parts + ":");
  }

  @Test
  void a_folder_has_a_folder_for_each_value() throws Exception {
    file("spine.csv", "user,event_timestamp,day\nx,2026-02-01,1\ny,2026-02-01,2\nx,2026-02-02,1\n");
    out = folder.resolve("out/set.parquet");
    ExportOptions options =
        new ExportOptions(
            "event_timestamp",
            false,
            false,
            List.of(),
            Optional.empty(),
            List.of("day"),
            ExportOptions.MEMORY);
    SpineSource spine = SpineSource.Files.of(folder.resolve("spine.csv"));
    ExportReport first = export(spine, options);
    // Again, so that the folder is replaced
    ExportReport second = export(spine, options);

    assertThat(second.sha256()).isEqualTo(first.sha256());
    try (TestDuck duck = new TestDuck();
        Stream<Path> files = Files.walk(folder.resolve("out"))) {
      assertThat(
              duck.rows(
                  "FROM read_parquet('%s/day=1/*.parquet', hive_partitioning = false)"
                      .formatted(out)))
          .containsExactly(
              List.of("x", "2026-02-01", "1", 3L), List.of("x", "2026-02-02", "1", 3L));
      assertThat(
              files.filter(Files::isRegularFile).map(p -> p.getParent().getFileName().toString()))
          .containsExactlyInAnyOrder("day=1", "day=2", "out");
    }
    assertThatThrownBy(() ->
            export(
                spine,
                new ExportOptions(
                    "event_timestamp",
                    false,
                    false,
                    List.of(),
                    Optional.empty(),
                    List.of("week"),
                    ExportOptions.MEMORY)))
        .hasMessage(
            "Cannot partition by week: the training set's columns are user, event_timestamp, day,"
                + " delta");
  }

  @Test
  void every_part_is_in_the_order_of_the_spine() throws Exception {
    StringBuilder rows = new StringBuilder("id,user,event_timestamp,part\n");
    for (int i = 0; i < 20_000; i++) {
      rows.append("%d,u%d,2026-02-01,%s\n".formatted(i, i % 7, i % 53 == 0 ? "" : "p/" + i % 53));
    }
    file("spine.csv", rows.toString());
    out = folder.resolve("out/set.parquet");
    export(
        SpineSource.Files.of(folder.resolve("spine.csv")),
        new ExportOptions(
            "event_timestamp",
            false,
            false,
            List.of(),
            Optional.empty(),
            List.of("part"),
            ExportOptions.MEMORY));

    try (TestDuck duck = new TestDuck()) {
      String all = "read_parquet('%s/*/*.parquet', hive_partitioning = false, filename = true)";
      assertThat(
              duck.rows(
                  ("SELECT count(DISTINCT filename), count(*), count(*) FILTER (id::INT <= before)"
                          + " FROM (SELECT *, lag(id::INT) OVER (PARTITION BY filename ORDER BY"
                          + " file_row_number) AS before FROM "
                          + all.replace("= true)", "= true, file_row_number = true)")
                          + ")")
                      .formatted(out)))
          .containsExactly(List.of(53L, 20_000L, 0L));
    }
    assertThat(out.resolve("part=p%2F7")).isDirectory();
    assertThat(out.resolve("part=__HIVE_DEFAULT_PARTITION__")).isDirectory();
  }

  @Test
  void folder_names_are_no_columns_of_a_parquet_spine() throws Exception {
    Files.createDirectories(folder.resolve("day=2026-02-01"));
    try (TestDuck duck = new TestDuck()) {
      duck.execute(
          "COPY (SELECT 'x' AS \"user\", TIMESTAMP '2026-02-01' AS event_timestamp, 'mine' AS day)"
              + " TO '%s/day=2026-02-01/a.parquet'".formatted(folder));
    }

    assertThat(lines("day=*/*.parquet"))
        .containsExactly("user,event_timestamp,day,delta", "x,2026-02-01T00:00:00Z,mine,3");
  }

  @Test
  void a_folder_that_no_export_wrote_is_not_replaced() throws Exception {
    file("spine.csv", "user,event_timestamp\nx,2026-02-01\n");
    file("out/set.csv/precious.txt", "mine");
    ExportOptions options =
        new ExportOptions(
            "event_timestamp",
            false,
            false,
            List.of(),
            Optional.empty(),
            List.of("user"),
            ExportOptions.MEMORY);

    assertThatThrownBy(() -> export(SpineSource.Files.of(folder.resolve("spine.csv")), options))
        .hasMessageContaining("it is a folder that no export wrote; remove it first");
    assertThat(folder.resolve("out/set.csv/precious.txt")).exists();
  }

  @Test
  void arrow_out_has_the_values_of_parquet_out() throws Exception {
    file("spine.csv", "user,event_timestamp\nx,2026-02-01\nnobody,2026-02-01\né,2026-02-02\n");
    SpineSource spine = SpineSource.Files.of(folder.resolve("spine.csv"));
    out = folder.resolve("out/set.arrow");
    export(spine, ExportOptions.DEFAULT);
    Path arrow = out;
    out = folder.resolve("out/again.csv");

    // The training set as the spine of another one
    assertThat(lines(SpineSource.Files.of(arrow), ExportOptions.DEFAULT.withFullNames(true)))
        .containsExactly(
            "user,event_timestamp,delta,v__delta",
            "x,2026-02-01,3,3",
            "nobody,2026-02-01,,",
            "é,2026-02-02,4,4");
  }

  @Test
  void what_features_rest_on_is_told() throws Exception {
    file(
        "spine.csv",
        "user,event_timestamp\nx,2026-01-31T12:30:00Z\nx,2026-01-31T15:00:00Z\nnobody,2026-02-01\n");
    Explanation told =
        new TrainingSets(tables, "test")
            .explain(
                new ExportRequest(
                    deployment,
                    Choice.features(List.of("v:delta", "v:edits")),
                    SpineSource.Files.of(folder.resolve("spine.csv")),
                    out,
                    ExportOptions.DEFAULT),
                ExportProgress.NONE);

    assertThat(told.rows()).isEqualTo(3);
    Explanation.Feature delta = told.features().getFirst();
    assertThat(delta.column()).isEqualTo("delta");
    assertThat(delta.missing()).isEqualTo(1.0 / 3);
    assertThat(delta.expired()).isZero();
    assertThat(delta.age().orElseThrow().least()).isEqualTo(Duration.ofMinutes(30));
    assertThat(delta.age().orElseThrow().most()).isEqualTo(Duration.ofHours(1));
    assertThat(delta.optimistic()).isFalse();
    assertThat(Files.exists(out)).isFalse();
  }

  @Test
  void by_arrival_an_event_that_is_stamped_ahead_counts_from_its_own_time_on() throws Exception {
    Case one = new Case(definitions(), deployment, List.of(event("x", Duration.ZERO, 5)));
    TestHistory history = new TestHistory(folder.resolve("ahead"));
    LogRecord record = one.records().getFirst();
    long arrival = Micros.of(NOON.minusSeconds(2));
    history.write(
        one.log(), List.of(new LogRecord(0, 0, arrival, record.key(), record.value())), 1);
    file("spine.csv", "user,event_timestamp\nx,2026-01-31T11:59:59Z\nx,2026-01-31T12:00:00Z\n");
    ExportOptions byArrival =
        new ExportOptions(
            "event_timestamp",
            false,
            true,
            List.of(),
            Optional.empty(),
            List.of(),
            ExportOptions.MEMORY);

    tables.close();
    tables = history.tables();
    assertThat(lines(SpineSource.Files.of(folder.resolve("spine.csv")), byArrival))
        .containsExactly(
            "user,event_timestamp,delta", "x,2026-01-31T11:59:59Z,", "x,2026-01-31T12:00:00Z,5");
  }

  @Test
  void late_arrivals_are_warned_of() throws Exception {
    TestHistory history = new TestHistory(folder.resolve("late"));
    List<Happening> events = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      // Of Case's arrivals the first is on time, the third 2.4 s late
      events.add(
          new Happening(
              List.of("x"),
              Micros.of(NOON.plusSeconds(i)),
              null,
              i,
              Arrays.asList(
                  (long) i, 0.0, 1, true, "", Instant.EPOCH, List.of(), 1f, new byte[0])));
    }
    Case all = new Case(definitions(), deployment, events);
    history.write(all.log(), all.records(), 2);
    file("spine.csv", "user,event_timestamp\nx,2026-01-31T12:00:00.5Z\nx,2026-01-31T12:00:02.5Z\n");
    try (HistoryTables late = history.tables()) {
      Explanation told =
          new TrainingSets(late, "test")
              .explain(
                  new ExportRequest(
                      deployment,
                      Choice.features(List.of("v:delta")),
                      SpineSource.Files.of(folder.resolve("spine.csv")),
                      out,
                      ExportOptions.DEFAULT),
                  ExportProgress.NONE);
      assertThat(told.features().getFirst().changed()).isEqualTo(0.5);
      assertThat(told.features().getFirst().optimistic()).isTrue();
    }
  }
}
