package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What arrives late, or ahead of its time: as a join by arrival sees it, and as it is told. */
class ArrivalTest extends ExportsOfEdits {

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
