package dev.tidemark.offline.history.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.Edits;
import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.offline.history.table.Offsets;
import dev.tidemark.registry.definition.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History in catalogs and storages other than those of this machine. */
class CatalogsTest {
  private static S3Server s3;

  @TempDir Path folder;

  @BeforeAll
  static void startS3() throws Exception {
    s3 = new S3Server();
  }

  @AfterAll
  static void stopS3() throws Exception {
    s3.stop();
  }

  private static Settings.History settings(
      String warehouse, String type, Map<String, String> properties) {
    return new Settings.History(
        warehouse,
        new Settings.Catalog(type, properties),
        Duration.ofSeconds(1),
        Settings.PartitionBy.MONTH,
        Settings.Compaction.USUAL,
        new Settings.Keeping(Duration.ofDays(7), Optional.of(Duration.ofDays(30))));
  }

  private static Map<String, String> withS3(String... more) {
    Map<String, String> properties = new HashMap<>(s3.properties());
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  private static List<LogRecord> records(int from, int to) {
    Random random = new Random(from);
    List<LogRecord> records = new ArrayList<>();
    for (int offset = from; offset < to; offset++) {
      records.add(Edits.random(random, offset));
    }
    return records;
  }

  /** Written by two writers in turns, pinned, and read from the files that were brought here. */
  private void writeAndRead(Settings.History settings) throws Exception {
    TestHistory history = new TestHistory(settings);
    history.write(Edits.log(), records(0, 300), 50);
    history.write(Edits.log(), records(300, 400), 50);
    try (HistoryTables tables = history.tables()) {
      HistorySnapshot snapshot = tables.current(Edits.log());
      tables.pin(Edits.log(), snapshot.id());
      history.write(Edits.log(), records(400, 450), 50);

      assertThat(tables.snapshot(Edits.log(), snapshot.id())).isEqualTo(snapshot);
      assertThat(snapshot.rows()).isEqualTo(400);
      assertThat(snapshot.tombstones()).isTrue();
      assertThat(tables.offsets(Edits.log())).isEqualTo(Map.of(0, 450L));
      List<Path> files = tables.localFiles(snapshot, folder.resolve("brought"));
      assertThat(tables.localFiles(snapshot, folder.resolve("brought"))).isEqualTo(files);
      assertThat(files).hasSameSizeAs(snapshot.files());
      assertThat(offsets(files)).isEqualTo(LongStream.range(0, 400).boxed().toList());
    }
    assertThat(history.table(Edits.log()).refs()).hasSize(2);
  }

  private static List<Object> offsets(List<Path> files) throws Exception {
    String paths = String.join(", ", files.stream().map(file -> "'" + file + "'").toList());
    try (TestDuck duck = new TestDuck()) {
      return duck
          .rows("SELECT log_offset FROM read_parquet([%s]) ORDER BY 1".formatted(paths))
          .stream()
          .map(List::getFirst)
          .toList();
    }
  }

  @Test
  void tables_may_be_in_s3_and_a_catalog_here() throws Exception {
    Settings.History settings =
        settings(
            "s3://lake/jdbc", "jdbc", withS3("uri", "jdbc:sqlite:" + folder.resolve("catalog.db")));
    writeAndRead(settings);
    assertThat(new TestHistory(settings).table(Edits.log()).location())
        .startsWith("s3://lake/jdbc/");
  }

  @Test
  void tables_may_be_in_s3_and_a_catalog_behind_rest() throws Exception {
    InMemoryCatalog behind = new InMemoryCatalog();
    behind.initialize(
        "behind",
        withS3("warehouse", "s3://lake/rest", "io-impl", "org.apache.iceberg.aws.s3.S3FileIO"));
    try (RestServer rest = new RestServer(behind)) {
      writeAndRead(settings("s3://lake/rest", "rest", withS3("uri", rest.uri())));
      assertThat(rest.requests()).isPositive();
    }
  }

  @Test
  void tables_may_be_in_a_hadoop_catalog_in_a_folder() throws Exception {
    writeAndRead(settings(folder.resolve("hadoop").toString(), "hadoop", Map.of()));
  }

  @Test
  void a_catalog_may_be_named_by_its_class() throws Exception {
    writeAndRead(
        settings(
            folder.resolve("warehouse").toString(),
            "org.apache.iceberg.jdbc.JdbcCatalog",
            Map.of(
                "uri",
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "jdbc.schema-version",
                "V1")));
  }

  @Test
  void several_may_open_a_new_catalog_at_once() throws Exception {
    TestHistory history = new TestHistory(folder);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> opened = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        opened.add(threads.submit(() -> history.warehouse().views()));
      }
      for (Future<?> open : opened) {
        open.get();
      }
    }
    assertThat(history.warehouse().views()).isPresent();
  }

  /** Both take the same partitions for theirs; the second finds out when it commits. */
  @Test
  void of_two_writers_one_writes_a_record() throws Exception {
    Settings.History settings =
        settings(
            "s3://lake/two", "jdbc", withS3("uri", "jdbc:sqlite:" + folder.resolve("catalog.db")));
    TestHistory history = new TestHistory(settings);
    Warehouse one = history.warehouse();
    var writer = TestHistory.writer(one, Edits.log(), records(0, 50));
    var other = TestHistory.writer(history.warehouse(), Edits.log(), records(0, 50));
    writer.commit();
    assertThatThrownBy(other::commit)
        .isInstanceOf(Offsets.Moved.class)
        .hasMessageContaining("another writer moved it from {0=0} to {0=50}");
    try (HistoryTables tables = history.tables()) {
      assertThat(tables.current(Edits.log()).rows()).isEqualTo(50);
    }
  }
}
