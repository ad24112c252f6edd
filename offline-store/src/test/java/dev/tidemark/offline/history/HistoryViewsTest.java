package dev.tidemark.offline.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.feature.View;
import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.registry.deployment.FeatureLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryViewsTest {
  @TempDir Path folder;
  private TestHistory history;
  private Warehouse warehouse;
  private HistoryViews views;

  @BeforeEach
  void openWarehouse() {
    history = new TestHistory(folder);
    warehouse = history.warehouse();
    views = new HistoryViews(warehouse, TestHistory.PROJECT);
  }

  private static FeatureLog log(View... views) {
    FeatureLog log = Edits.log();
    return new FeatureLog(
        log.source(), log.entity(), log.topic(), new LogPlan(log.plan().schemas(), List.of(views)));
  }

  private static View view(String name, int condition) {
    return new View(
        name,
        condition,
        0,
        List.of(
            new Feature.Latest(
                "last_delta", Edits.log().plan().schema().columns().get(0).type(), 0),
            new Feature.Window(
                "edits",
                new Feature.Input(new Aggregation(Function.COUNT, null, 0, 0), 0, -1),
                1_000_000,
                0,
                0)));
  }

  private ViewCatalog catalog() {
    return warehouse.views().orElseThrow();
  }

  private TableIdentifier name(String view) {
    return warehouse.name(view);
  }

  /** As DuckDB reads a view, over the files of the table. */
  private List<List<Object>> rows(String view) throws Exception {
    String sql = catalog().loadView(name(view)).sqlFor("duckdb").sql();
    try (TestDuck duck = new TestDuck();
        HistoryTables tables = history.tables()) {
      List<String> files =
          tables.current(Edits.log()).files().stream().map(file -> "'" + file + "'").toList();
      duck.execute("CREATE SCHEMA test");
      duck.execute(
          "CREATE VIEW test.edits__user AS SELECT * FROM read_parquet(%s, union_by_name = true, hive_partitioning = false)"
              .formatted(files));
      return duck.rows(
          "SELECT \"user\", event_time, created_time, last_delta, delta FROM (%s) ORDER BY ALL"
              .formatted(sql));
    }
  }

  private static Instant at(long second) {
    return Edits.START.plusSeconds(second);
  }

  @Test
  void a_view_has_the_events_that_its_features_are_made_from() throws Exception {
    history.write(
        Edits.log(),
        List.of(
            Edits.edit(0, "a", at(1), 5),
            Edits.edit(1, "a", at(9), 6),
            Edits.tombstone(2, "a", at(5)),
            Edits.edit(3, "a", at(4), 7),
            Edits.edit(4, "a", at(5), 8),
            Edits.edit(5, "b", at(2), 9),
            Edits.edit(6, "b", at(3), -9)),
        3);
    views.keep(List.of(log(view("all_edits", -1), view("additions", 0))));

    assertThat(rows("all_edits"))
        .isEqualTo(
            List.of(
                Arrays.asList("a", at(5), null, 8L, 8L),
                Arrays.asList("b", at(2), null, 9L, 9L),
                Arrays.asList("b", at(3), null, -9L, -9L)));
    assertThat(rows("additions")).hasSize(2);
    assertThat(catalog().loadView(name("additions")).schema().columns())
        .extracting(Types.NestedField::name)
        .containsExactly(
            "user", "event_time", "created_time", "arrival_time", "last_delta", "delta");
  }

  @Test
  void every_engine_has_a_text_of_its_own() {
    views.keep(List.of(log(view("additions", 0))));
    assertThat(catalog().loadView(name("additions")).sqlFor("spark").sql())
        .startsWith("SELECT h.`user` AS `user`, h.`event_time` AS `event_time`")
        .contains("FROM `test`.`edits__user` h", "AND h.`where_");
    assertThat(catalog().loadView(name("additions")).sqlFor("trino").sql())
        .contains("FROM \"test\".\"edits__user\" h");
  }

  @Test
  void views_follow_the_definitions() {
    views.keep(List.of(log(view("stays", -1), view("changes", -1), view("goes", -1))));
    catalog()
        .buildView(name("foreign"))
        .withSchema(new Schema(Types.NestedField.optional(1, "x", Types.LongType.get())))
        .withDefaultNamespace(warehouse.namespace())
        .withQuery("spark", "SELECT 1 AS x")
        .create();

    views.keep(List.of(log(view("stays", -1), view("changes", 0))));

    assertThat(catalog().listViews(warehouse.namespace()))
        .extracting(TableIdentifier::name)
        .containsExactlyInAnyOrder("stays", "changes", "foreign");
    assertThat(catalog().loadView(name("stays")).history()).hasSize(1);
    assertThat(catalog().loadView(name("changes")).history()).hasSize(2);
    assertThat(catalog().loadView(name("changes")).sqlFor("spark").sql()).contains("where_");
  }
}
