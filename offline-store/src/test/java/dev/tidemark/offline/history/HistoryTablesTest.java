package dev.tidemark.offline.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTablesTest {
  @TempDir Path folder;

  @Test
  void a_snapshot_tells_its_rows_bytes_and_whether_there_may_be_tombstones() throws Exception {
    TestHistory history = new TestHistory(folder);
    history.write(
        Edits.log(),
        List.of(Edits.edit(0, "a", Edits.START, 1), Edits.edit(1, "b", Edits.START, 2)),
        2);
    try (HistoryTables tables = history.tables()) {
      HistorySnapshot without = tables.current(Edits.log());
      assertThat(without.rows()).isEqualTo(2);
      assertThat(without.bytes()).isEqualTo(Path.of(without.files().getFirst()).toFile().length());
      assertThat(without.offsets()).isEqualTo(Map.of(0, 2L));
      assertThat(without.tombstones()).isFalse();
      assertThat(tables.localFiles(without, folder.resolve("not needed")))
          .containsExactly(Path.of(without.files().getFirst()));
      assertThat(folder.resolve("not needed")).doesNotExist();

      history.write(Edits.log(), List.of(Edits.tombstone(2, "a", Edits.START)), 1);
      assertThat(tables.current(Edits.log()).tombstones()).isTrue();
      assertThat(tables.current(Edits.log()).rows()).isEqualTo(3);
      assertThat(tables.snapshot(Edits.log(), without.id())).isEqualTo(without);
    }
  }
}
