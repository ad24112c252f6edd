package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Feast's offline stores are wrong and a training set is not. */
class FeastDefectsTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir Path folder;
  private final List<Happening> events = new ArrayList<>();

  private static Definitions definitions() {
    Entity pair =
        new Entity(
            "pair", List.of(Case.column("a", "INT64"), Case.column("b", "INT64")), Meta.NONE);
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
    FeatureView view =
        new FeatureView(
            "v",
            "pair",
            "edits",
            Optional.empty(),
            Duration.ofHours(1),
            List.of(
                new FeatureDefinition.Latest(
                    "delta", Case.COLUMNS.getFirst().type(), "delta", Meta.NONE)),
            Meta.NONE);
    return new Definitions(List.of(pair), List.of(source), List.of(view), List.of(), List.of());
  }

  private void event(long a, long b, Duration sinceNoon, Duration created, Long delta) {
    events.add(
        new Happening(
            List.of(a, b),
            Micros.of(NOON.plus(sinceNoon)),
            created == null ? null : Micros.of(NOON.plus(created)),
            events.size(),
            Arrays.asList(delta, 0.0, 1, true, "", Instant.EPOCH, List.of(), 1f, new byte[0])));
  }

  /** The lines of a training set without its header: {@code a,b,event_timestamp,delta}. */
  private List<String> export(String... rows) throws Exception {
    return exportOfFiles(1_000, rows);
  }

  /** The same of a history with a file for each so many events. */
  private List<String> exportOfFiles(int eventsOfFile, String... rows) throws Exception {
    Deployment deployment = Case.deploy(definitions());
    Case all = new Case(definitions(), deployment, events);
    TestHistory history = new TestHistory(folder);
    history.write(all.log(), all.records(), eventsOfFile);
    Path spine =
        Files.writeString(
            folder.resolve("spine.csv"), "a,b,event_timestamp\n" + String.join("\n", rows) + "\n");
    Path out = folder.resolve("out.csv");
    try (HistoryTables tables = history.tables()) {
      new TrainingSets(tables, "test")
          .export(
              new ExportRequest(
                  deployment,
                  Choice.features(List.of("v:delta")),
                  SpineSource.Files.of(spine),
                  out,
                  ExportOptions.DEFAULT),
              ExportProgress.NONE);
    }
    return Files.readAllLines(out).subList(1, rows.length + 1);
  }

  @Test
  void rows_whose_only_matches_are_in_the_future_stay() throws Exception {
    event(1, 1, Duration.ofMinutes(1), null, 7L);

    assertThat(export("1,1,2026-01-31T12:00:00Z")).containsExactly("1,1,2026-01-31T12:00:00Z,");
  }

  @Test
  void rows_whose_only_matches_have_expired_stay() throws Exception {
    event(1, 1, Duration.ZERO, null, 7L);

    assertThat(export("1,1,2026-01-31T13:00:00Z", "1,1,2026-01-31T13:00:00.001Z"))
        .containsExactly("1,1,2026-01-31T13:00:00Z,7", "1,1,2026-01-31T13:00:00.001Z,");
  }

  @Test
  void rows_that_share_key_and_timestamp_stay_apart() throws Exception {
    event(1, 1, Duration.ZERO, null, 7L);

    assertThat(export("1,1,2026-01-31T12:00:00Z", "1,1,2026-01-31T12:00:00Z"))
        .containsExactly("1,1,2026-01-31T12:00:00Z,7", "1,1,2026-01-31T12:00:00Z,7");
  }

  @Test
  void the_created_time_breaks_ties_among_any_number_of_rows() throws Exception {
    for (int i = 0; i < 300; i++) {
      // The newest creation is neither the first nor the last in the log
      event(1, 1, Duration.ZERO, Duration.ofSeconds((i * 37) % 300), (long) ((i * 37) % 300));
    }

    assertThat(export("1,1,2026-01-31T12:30:00Z")).containsExactly("1,1,2026-01-31T12:30:00Z,299");
  }

  /** The winner is once in the one file and once in the other, in whatever order they are read. */
  @Test
  void the_created_time_breaks_ties_among_files() throws Exception {
    event(1, 1, Duration.ZERO, Duration.ofSeconds(2), 7L);
    event(2, 2, Duration.ZERO, Duration.ofSeconds(1), 8L);
    event(1, 1, Duration.ZERO, Duration.ofSeconds(1), 9L);
    event(2, 2, Duration.ZERO, Duration.ofSeconds(2), 10L);

    assertThat(exportOfFiles(2, "1,1,2026-01-31T12:00:00Z", "2,2,2026-01-31T12:00:00Z"))
        .containsExactly("1,1,2026-01-31T12:00:00Z,7", "2,2,2026-01-31T12:00:00Z,10");
  }

  @Test
  void keys_are_compared_field_by_field() throws Exception {
    event(1, 11, Duration.ZERO, null, 111L);
    event(11, 1, Duration.ZERO, null, 1_111L);

    assertThat(
            export(
                "11,1,2026-01-31T12:00:00Z",
                "1,11,2026-01-31T12:00:00Z",
                "111,1,2026-01-31T12:00:00Z"))
        .containsExactly(
            "11,1,2026-01-31T12:00:00Z,1111",
            "1,11,2026-01-31T12:00:00Z,111",
            "111,1,2026-01-31T12:00:00Z,");
  }

  @Test
  void ties_do_not_make_two_rows_of_one() throws Exception {
    event(1, 1, Duration.ZERO, Duration.ZERO, 7L);
    event(1, 1, Duration.ZERO, Duration.ZERO, 8L);

    assertThat(export("1,1,2026-01-31T12:00:00Z")).containsExactly("1,1,2026-01-31T12:00:00Z,8");
  }

  @Test
  void a_missing_created_time_sorts_first_and_loses_no_row() throws Exception {
    event(1, 1, Duration.ZERO, Duration.ofDays(-40_000), 7L);
    event(1, 1, Duration.ZERO, null, 8L);
    event(2, 2, Duration.ZERO, null, 9L);

    assertThat(export("1,1,2026-01-31T12:00:00Z", "2,2,2026-01-31T12:00:00Z"))
        .containsExactly("1,1,2026-01-31T12:00:00Z,7", "2,2,2026-01-31T12:00:00Z,9");
  }

  @Test
  void a_null_key_is_nobodys() throws Exception {
    event(1, 1, Duration.ZERO, null, 7L);

    assertThat(export(",1,2026-01-31T12:00:00Z", ",,2026-01-31T12:00:00Z"))
        .containsExactly(",1,2026-01-31T12:00:00Z,", ",,2026-01-31T12:00:00Z,");
  }

  @Test
  void a_null_value_is_not_filled_from_an_older_row() throws Exception {
    event(1, 1, Duration.ZERO, null, 7L);
    event(1, 1, Duration.ofMinutes(1), null, null);

    assertThat(export("1,1,2026-01-31T12:00:59Z", "1,1,2026-01-31T12:01:00Z"))
        .containsExactly("1,1,2026-01-31T12:00:59Z,7", "1,1,2026-01-31T12:01:00Z,");
  }
}
