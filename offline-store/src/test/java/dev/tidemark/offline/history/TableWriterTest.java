package dev.tidemark.offline.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.TableShape;
import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Settings.PartitionBy;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableWriterTest {
  private static final Column DELTA = column("delta", "INT64");
  private static final Column TAGS = column("tags", "ARRAY<STRING>");
  private static final RowSchema FIRST = new RowSchema(0, List.of(DELTA), List.of("delta > 0"));
  private static final RowSchema SECOND = new RowSchema(1, List.of(TAGS), List.of("delta < 0"));

  @TempDir Path folder;
  private TestHistory history;
  private Warehouse warehouse;

  @BeforeEach
  void openWarehouse() {
    history = new TestHistory(folder);
    warehouse = history.warehouse();
  }

  private static Column column(String name, String type) {
    return new Column(name, ValueType.parse(type).orElseThrow());
  }

  private static FeatureLog log(RowSchema... schemas) {
    Entity entity = new Entity("user", List.of(column("user", "STRING")), Meta.NONE);
    Source source =
        new Source(
            "edits",
            "edits.in",
            new Source.TimeColumn("time", TimeFormat.iso8601()),
            Optional.empty(),
            Duration.ZERO,
            List.of(DELTA, TAGS),
            List.of(),
            Meta.NONE);
    View view = new View("v", -1, 0, List.of(new Feature.Latest("f", DELTA.type(), 0)));
    return new FeatureLog(source, entity, "log", new LogPlan(List.of(schemas), List.of(view)));
  }

  private static LogRecord record(long offset, String user, long second, long delta) {
    byte[] key = new KeyCodec(List.of(column("user", "STRING"))).encode(user);
    byte[] row =
        new RowEncoder(FIRST)
            .encode(time(second), Micros.NONE, new Object[] {delta}, new boolean[] {delta > 0});
    return new LogRecord(0, offset, key, row);
  }

  private static long time(long second) {
    return Micros.of(Instant.parse("2026-01-31T09:30:00Z").plusSeconds(second));
  }

  private void add(TableWriter writer, int from, int to) {
    for (int offset = from; offset < to; offset++) {
      TestHistory.add(writer, record(offset, "u" + offset % 3, offset, offset));
    }
  }

  private List<Object> values(String expression, String order) throws Exception {
    try (HistoryTables tables = history.tables();
        TestDuck duck = new TestDuck()) {
      return duck
          .rows(
              "SELECT %s FROM read_parquet(%s, union_by_name = true) ORDER BY %s"
                  .formatted(expression, files(tables), order))
          .stream()
          .map(List::getFirst)
          .toList();
    }
  }

  private static String files(HistoryTables tables) {
    return tables.current(log(FIRST)).files().stream()
        .map(file -> "'" + file + "'")
        .toList()
        .toString();
  }

  private List<Path> dataFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  @Test
  void rows_and_offsets_are_committed_together() throws Exception {
    TableWriter writer = TestHistory.open(warehouse, log(FIRST));
    add(writer, 0, 5);
    writer.reached(0, 7);
    writer.reached(1, 2);
    assertThat(writer.visible()).isEqualTo(Map.of(0, 0L, 1, 2L));
    assertThat(history.tables().offsets(log(FIRST))).isEmpty();

    writer.commit();

    assertThat(writer.visible()).isEqualTo(Map.of(0, 7L, 1, 2L));
    assertThat(history.tables().offsets(log(FIRST))).isEqualTo(Map.of(0, 7L, 1, 2L));
    assertThat(values("delta", "delta")).isEqualTo(List.of(0L, 1L, 2L, 3L, 4L));
  }

  @Test
  void nothing_is_committed_when_nothing_came() throws Exception {
    TableWriter writer = TestHistory.open(warehouse, log(FIRST));
    writer.reached(0, 3);
    writer.commit();

    assertThat(writer.visible()).isEqualTo(Map.of(0, 3L));
    assertThat(history.tables().current(log(FIRST)).id()).isZero();
  }

  @Test
  void a_writer_that_comes_back_goes_on_where_the_table_ends() throws Exception {
    TableWriter first = TestHistory.open(warehouse, log(FIRST));
    add(first, 0, 5);
    first.commit();
    add(first, 5, 8);

    TableWriter second = TestHistory.open(warehouse, log(FIRST));
    assertThat(second.next()).isEqualTo(Map.of(0, 5L));
    add(second, 3, 9);
    second.commit();

    assertThat(values("log_offset", "log_offset"))
        .isEqualTo(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L));
  }

  @Test
  void files_of_a_writer_that_died_before_its_commit_are_removed_and_written_again()
      throws Exception {
    TableWriter first = TestHistory.open(warehouse, log(FIRST));
    add(first, 0, 5);
    first.commit();
    add(first, 5, 8);
    first.write();
    assertThat(dataFiles()).hasSize(2);

    TableWriter second = TestHistory.open(warehouse, log(FIRST));
    assertThat(dataFiles()).hasSize(1);
    add(second, 5, 8);
    second.commit();

    assertThat(dataFiles()).hasSize(2);
    assertThat(values("log_offset", "log_offset"))
        .isEqualTo(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L));
  }

  @Test
  void offsets_are_found_below_snapshots_of_others() throws Exception {
    TableWriter first = TestHistory.open(warehouse, log(FIRST));
    add(first, 0, 5);
    first.commit();
    warehouse.find("edits__user").orElseThrow().newAppend().commit();

    assertThat(TestHistory.open(warehouse, log(FIRST)).next()).isEqualTo(Map.of(0, 5L));
  }

  @Test
  void of_two_writers_only_one_can_commit_the_same_records() throws Exception {
    TableWriter first = TestHistory.open(warehouse, log(FIRST));
    TableWriter second = TestHistory.open(history.warehouse(), log(FIRST));
    add(first, 0, 5);
    add(second, 0, 5);
    first.commit();

    assertThatThrownBy(second::commit)
        .hasMessageContaining("Cannot append to history table")
        .hasMessageContaining("another writer moved it from {0=0} to {0=5}");
    assertThat(values("log_offset", "log_offset")).hasSize(5);
  }

  @Test
  void a_file_is_sorted_by_key_as_bytes_then_time_then_offset() throws Exception {
    TableWriter writer = TestHistory.open(warehouse, log(FIRST));
    TestHistory.add(writer, record(0, "𝄞", 1, 1));
    TestHistory.add(writer, record(1, "ﬀ", 1, 2));
    TestHistory.add(writer, record(2, "a", 5, 3));
    TestHistory.add(writer, record(3, "a", 4, 4));
    TestHistory.add(writer, record(4, "a", 4, 5));
    TestHistory.add(writer, record(5, "", 9, 6));
    writer.commit();

    // U+FB00 is 3 bytes in UTF-8 and comes before U+1D11E with 4, though UTF-16 has it otherwise.
    assertThat(values("user || ':' || delta", "file_row_number"))
        .isEqualTo(List.of(":6", "a:4", "a:5", "a:3", "ﬀ:2", "𝄞:1"));
  }

  @Test
  void a_tombstone_is_written_once() throws Exception {
    TableWriter writer = TestHistory.open(warehouse, log(FIRST));
    add(writer, 0, 1);
    LogRecord tombstone =
        new LogRecord(0, 1, record(1, "u0", 0, 0).key(), new Tombstone(time(4)).encode());
    TestHistory.add(writer, tombstone);
    TestHistory.add(writer, tombstone);
    writer.commit();
    TableWriter again = TestHistory.open(warehouse, log(FIRST));
    TestHistory.add(again, tombstone);
    again.commit();

    String condition = HistoryColumns.of(log(FIRST)).conditions().get("delta > 0");
    assertThat(values("concat_ws(' ', \"user\", event_time, log_deletes, delta)", "log_offset"))
        .containsExactly("u0 2026-01-31 09:30:00+00 0", "u0 2026-01-31 09:30:04+00 true");
    assertThat(values(condition, "log_offset")).containsExactly(false, false);
  }

  @Test
  void a_table_from_before_tombstones_gets_their_column() throws Exception {
    List<NestedField> before =
        TableSchema.of(HistoryColumns.of(log(FIRST))).columns().stream()
            .filter(field -> !field.name().equals(HistoryColumns.LOG_DELETES))
            .toList();
    TableShape shape =
        new TableShape(new Schema(before), PartitionBy.NONE, "event_time", List.of("user"));
    warehouse.findOrCreate("edits__user", shape);

    TableWriter writer = TestHistory.open(warehouse, log(FIRST));
    add(writer, 0, 1);
    writer.commit();

    assertThat(values("log_deletes", "log_offset")).containsExactly((Object) null);
  }

  @Test
  void another_schema_adds_columns_and_drops_none() throws Exception {
    TableWriter first = TestHistory.open(warehouse, log(FIRST));
    add(first, 0, 2);
    first.commit();

    FeatureLog grown = log(FIRST, SECOND);
    TableWriter second = TestHistory.open(warehouse, grown);
    TestHistory.add(second, record(2, "u", 3, 7));
    byte[] row =
        new RowEncoder(SECOND)
            .encode(time(4), time(5), new Object[] {List.of("é", "")}, new boolean[] {true});
    second.add(0, 3, 1, record(3, "u", 0, 0).key(), row);
    second.commit();

    assertThat(values("delta", "log_offset").toString()).isEqualTo("[0, 1, 7, null]");
    assertThat(values("tags", "log_offset").toString()).isEqualTo("[null, null, null, [é, ]]");
    String condition = HistoryColumns.of(grown).conditions().get("delta < 0");
    assertThat(values(condition, "log_offset").toString()).isEqualTo("[null, null, false, true]");
    assertThat(values("created_time", "log_offset").getLast())
        .isEqualTo(Instant.parse("2026-01-31T09:30:05Z"));
    assertThat(TestHistory.open(warehouse, grown).next()).isEqualTo(Map.of(0, 4L));
  }

  @Test
  void a_key_of_another_type_is_refused() throws Exception {
    TestHistory.open(warehouse, log(FIRST));
    FeatureLog changed =
        new FeatureLog(
            log(FIRST).source(),
            new Entity("user", List.of(column("user", "INT64")), Meta.NONE),
            "log",
            log(FIRST).plan());

    assertThatThrownBy(() -> TestHistory.open(warehouse, changed))
        .hasMessageContaining("Cannot write")
        .hasMessageContaining("required string");
  }

  @Test
  void the_table_says_how_it_is_sorted() throws Exception {
    TestHistory.open(warehouse, log(FIRST));
    Table table = warehouse.find("edits__user").orElseThrow();

    assertThat(
            table.sortOrder().fields().stream()
                .map(field -> table.schema().findColumnName(field.sourceId())))
        .containsExactly("user", "event_time", "created_time", "log_partition", "log_offset");
  }

  @Test
  void icebergs_own_reader_reads_only_the_month_that_is_asked_for() throws Exception {
    TableWriter writer = TestHistory.open(warehouse, log(FIRST));
    for (int offset = 0; offset < 90; offset++) {
      TestHistory.add(writer, record(offset, "u" + offset % 3, offset * 86_400L, offset));
    }
    writer.commit();
    Table table = warehouse.find("edits__user").orElseThrow();
    Expression march =
        Expressions.and(
            Expressions.greaterThanOrEqual("event_time", "2026-03-01T00:00:00+00:00"),
            Expressions.lessThan("event_time", "2026-04-01T00:00:00+00:00"));

    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).where(march).build();
        CloseableIterable<FileScanTask> files = table.newScan().filter(march).planFiles()) {
      assertThat(rows).hasSize(31).allMatch(row -> row.getField("log_deletes") == null);
      assertThat(files)
          .hasSize(1)
          .first()
          .extracting(file -> file.file().sortOrderId())
          .isEqualTo(1);
    }
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      assertThat(rows).extracting(row -> row.getField("delta")).hasSize(90).doesNotHaveDuplicates();
    }
  }

  @Test
  void a_table_of_the_first_version_is_divided_from_now_on() throws Exception {
    TableShape shape = TableSchema.shape(HistoryColumns.of(log(FIRST)), PartitionBy.NONE);
    Table table = warehouse.findOrCreate("edits__user", shape);
    table.updateProperties().set("commit.retry.num-retries", "0").commit();
    TableWriter before = TableWriter.open(warehouse, log(FIRST), PartitionBy.NONE, new TableUse());
    add(before, 0, 3);
    before.commit();

    TableWriter writer = TestHistory.open(warehouse, log(FIRST));
    add(writer, 3, 5);
    writer.commit();

    table.refresh();
    assertThat(table.spec().fields())
        .extracting(field -> field.name() + " " + field.transform())
        .containsExactly("event_time_month month");
    assertThat(table.properties()).containsEntry("commit.retry.num-retries", "10");
    assertThat(values("log_offset", "log_offset")).isEqualTo(List.of(0L, 1L, 2L, 3L, 4L));
    assertThat(TestHistory.open(warehouse, log(FIRST)).next()).isEqualTo(Map.of(0, 5L));
  }

  @Test
  void a_table_that_was_never_written_is_empty() {
    try (HistoryTables tables = history.tables()) {
      assertThat(tables.current(log(FIRST)).files()).isEmpty();
      assertThat(tables.offsets(log(FIRST))).isEmpty();
      assertThat(tables.snapshot(log(FIRST), 0).files()).isEmpty();
      assertThatThrownBy(() -> tables.snapshot(log(FIRST), 5))
          .hasMessage("Cannot find snapshot 5 of history table edits__user");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void names_that_would_meet_are_told_apart() {
    RowSchema schema =
        new RowSchema(
            0,
            List.of(
                column("User", "INT64"), column("event_time", "INT64"), column("delta", "INT64")),
            List.of());
    RowSchema later = new RowSchema(1, List.of(column("delta", "STRING")), List.of());

    assertThat(HistoryColumns.of(log(schema, later)).columns().values())
        .satisfiesExactly(
            name -> assertThat(name).matches("User_[0-9a-f]{8}"),
            name -> assertThat(name).matches("event_time_[0-9a-f]{8}"),
            name -> assertThat(name).isEqualTo("delta"),
            name -> assertThat(name).matches("delta_[0-9a-f]{8}"));
  }
}
