package dev.tidemark.offline.history.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.offline.history.Edits;
import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.offline.history.catalog.S3Server;
import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.offline.history.table.Offsets;
import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.registry.definition.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table in another storage is looked after as one in a folder. */
class StorageTest {
  @Test
  void a_table_in_s3_is_merged_expired_and_cleared_up(@TempDir Path folder) throws Exception {
    S3Server s3 = new S3Server();
    try {
      Map<String, String> properties = new HashMap<>(s3.properties());
      properties.put("uri", "jdbc:sqlite:" + folder.resolve("catalog.db"));
      Settings.History settings =
          new Settings.History(
              "s3://lake/upkeep",
              new Settings.Catalog("jdbc", properties),
              Duration.ofSeconds(1),
              Settings.PartitionBy.MONTH,
              Settings.Compaction.USUAL,
              Settings.Keeping.USUAL);
      TestHistory history = new TestHistory(settings);
      List<LogRecord> records = new ArrayList<>();
      Random random = new Random(1);
      for (int offset = 0; offset < 500; offset++) {
        records.add(Edits.random(random, offset));
      }
      history.write(Edits.log(), records, 50);
      Table table = history.table(Edits.log());
      String orphan =
          table.locationProvider().newDataLocation(DataFiles.name(UUID.randomUUID(), 0));
      try (PositionOutputStream out = table.io().newOutputFile(orphan).create()) {
        out.write(1);
      }

      Orphans all = new Orphans(Duration.ZERO, Duration.ofHours(1));
      try (Upkeep upkeep = new Upkeep(table, new TableUse(), settings, all, new Semaphore(1))) {
        upkeep.look(Instant.now().plus(Duration.ofDays(8)), Duration.ZERO);
      }

      assertThat(table.io().newInputFile(orphan).exists()).isFalse();
      assertThat(table.snapshots()).hasSize(1);
      assertThat(((SupportsPrefixOperations) table.io()).listPrefix(table.location() + "/data/"))
          .hasSameSizeAs(DataFiles.of(table, table.currentSnapshot()));
      assertThat(Offsets.of(table)).isEqualTo(Map.of(0, 500L));
      try (HistoryTables tables = history.tables();
          CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
        HistorySnapshot snapshot = tables.current(Edits.log());
        assertThat(snapshot.rows()).isEqualTo(500);
        assertThat(snapshot.files()).hasSizeLessThan(5);
        assertThat(tables.localFiles(snapshot, folder.resolve("here"))).allMatch(Path::isAbsolute);
        assertThat(rows).extracting(row -> row.getField("log_offset")).doesNotHaveDuplicates();
      }
    } finally {
      s3.stop();
    }
  }
}
