package dev.tidemark.offline.history.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.offline.history.Edits;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.offline.history.table.TableUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
  private static final Orphans ALL = new Orphans(Duration.ZERO, Duration.ZERO);

  @TempDir Path folder;
  private Table table;

  @BeforeEach
  void writeHistory() throws Exception {
    TestHistory history = new TestHistory(folder);
    List<LogRecord> records = new ArrayList<>();
    Random random = new Random(1);
    for (int offset = 0; offset < 500; offset++) {
      records.add(Edits.random(random, offset));
    }
    history.write(Edits.log(), records, 50);
    table = history.table(Edits.log());
  }

  private Path beside(String name) throws Exception {
    DataFile file = DataFiles.of(table, table.currentSnapshot()).getFirst();
    return Files.writeString(Path.of(file.location()).resolveSibling(name), "left over");
  }

  @Test
  void what_no_snapshot_names_is_removed_from_every_folder() throws Exception {
    List<Path> data = StoredRows.onDisk(folder, ".parquet");
    Path inPartition = beside(DataFiles.name(UUID.randomUUID(), 3));
    Path atTop =
        Files.writeString(
            inPartition.getParent().resolveSibling(DataFiles.name(UUID.randomUUID(), 0)), "");
    Path old = beside("log-" + UUID.randomUUID() + ".parquet");
    Path foreign = beside("00000-0-spark.parquet");
    Path manifest =
        Files.writeString(
            Path.of(table.location(), "metadata", UUID.randomUUID() + "-m0.avro"), "");
    List<Path> metadata = StoredRows.onDisk(folder, ".avro");

    assertThat(ALL.remove(table, new TableUse())).hasValue(4);

    assertThat(List.of(inPartition, atTop, old, manifest)).noneMatch(Files::exists);
    assertThat(foreign).exists();
    assertThat(StoredRows.onDisk(folder, ".parquet")).containsAll(data);
    assertThat(StoredRows.onDisk(folder, ".avro")).hasSize(metadata.size() - 1);
    assertThat(new StoredRows(table).rows()).hasSize(500);
  }

  @Test
  void what_is_being_written_stays() throws Exception {
    DataFile like = DataFiles.of(table, table.currentSnapshot()).getFirst();
    TableUse use = new TableUse();
    String name = DataFiles.name(UUID.randomUUID(), 0);
    Path file = Path.of(use.begin(table, table.spec(), like.partition(), name));
    Files.writeString(file, "half of it");

    assertThat(ALL.remove(table, use)).hasValue(0);
    assertThat(file).exists();
    use.written(List.of(file.toString()));
    assertThat(ALL.remove(table, use)).hasValue(1);
  }

  @Test
  void where_others_may_write_only_what_is_old_is_removed() throws Exception {
    Path file = beside(DataFiles.name(UUID.randomUUID(), 0));
    assertThat(Orphans.UNSEEN.remove(table, new TableUse())).hasValue(0);
    assertThat(file.toFile().setLastModified(0)).isTrue();
    assertThat(Orphans.UNSEEN.remove(table, new TableUse())).hasValue(1);
  }

  @Test
  void what_another_process_is_writing_stays() throws Exception {
    DataFile like = DataFiles.of(table, table.currentSnapshot()).getFirst();
    Path lock = folder.resolve("table.lock");
    try (TableUse other = new TableUse(lock);
        TableUse use = new TableUse(lock)) {
      String name = DataFiles.name(UUID.randomUUID(), 0);
      Path file = Path.of(other.begin(table, table.spec(), like.partition(), name));
      Files.writeString(file, "half of it");

      assertThat(Orphans.SEEN.remove(table, use)).isEmpty();
      assertThat(file).exists();
      other.written(List.of(file.toString()));
      assertThat(Orphans.SEEN.remove(table, use)).hasValue(1);
    }
  }
}
