package dev.tidemark.offline.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.offline.duckdb.SortedEvents.Event;
import dev.tidemark.offline.duckdb.SortedEvents.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedEventsTest {
  private static final SortedEvents.Understanding NUMBERS =
      new SortedEvents.Understanding() {
        @Override
        public String event(String row) {
          return row.strip();
        }

        @Override
        public long time(String event) {
          return event.equals("broken") ? Long.MIN_VALUE : Long.parseLong(event);
        }
      };

  private @TempDir Path folder;

  private SortedEvents sorted(String... texts) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String text : texts) {
      files.add(Files.writeString(folder.resolve(files.size() + ".log"), text));
    }
    return new SortedEvents(new Input(files, Layout.JSONL, List.of()), NUMBERS, rows -> {});
  }

  private static List<String> places(SortedEvents events, long from, long to, long skip) {
    List<Event> read = new ArrayList<>();
    events.forEach(from, to, skip, read::add);
    return read.stream()
        .map(event -> "%d:%d:%s".formatted(event.file(), event.row(), event.json()))
        .toList();
  }

  @Test
  void events_come_by_time_then_file_then_row() throws IOException {
    try (SortedEvents events = sorted("3\n1\n\n2\n", "1\nbroken\n1\n")) {
      assertThat(places(events, Long.MIN_VALUE, 4, 0))
          .containsExactly("1:2:broken", "0:2:1", "1:1:1", "1:3:1", "0:3:2", "0:1:3");
      assertThat(places(events, Long.MIN_VALUE, 4, 3)).containsExactly("1:3:1", "0:3:2", "0:1:3");
      assertThat(places(events, 2, 3, 0)).containsExactly("0:3:2");
      assertThat(events.count(Long.MIN_VALUE, 4)).isEqualTo(6);
      assertThat(events.count(1, 3)).isEqualTo(4);
      assertThat(events.newest()).isEqualTo(3);
    }
  }

  @Test
  void files_without_events_have_no_newest() throws IOException {
    try (SortedEvents events = sorted("")) {
      assertThat(events.newest()).isEqualTo(Long.MIN_VALUE);
    }
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThatThrownBy(() ->
            new SortedEvents(
                new Input(List.of(folder.resolve("no.csv")), Layout.CSV, List.of()),
                NUMBERS,
                rows -> {}))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("no.csv: there is no such file");
  }
}
