package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.Split;
import dev.tidemark.offline.duckdb.TestDuck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form in which the rows come out. */
class OutputsTest extends ExportsOfEdits {

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
}
