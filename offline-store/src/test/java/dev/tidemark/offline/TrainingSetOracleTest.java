package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.Case.Ask;
import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.upkeep.TestUpkeep;
import dev.tidemark.registry.definition.FeatureView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetOracleTest {
  private static final int CASES = 30;

  @TempDir Path folder;

  @Test
  void every_cell_is_that_of_looking_at_every_event() throws Exception {
    long first = Seed.first();
    for (long seed = first; seed < first + CASES; seed++) {
      Path own = Files.createDirectory(folder.resolve("case [" + seed + "]*"));
      Random drawn = new Random(seed);
      Case random = Case.random(drawn);
      check(drawn.nextBoolean() ? random : random.deleting(drawn), seed, own);
    }
  }

  private static void check(Case random, long seed, Path own) throws Exception {
    TestHistory history = new TestHistory(own);
    Random more = new Random(seed);
    if (!random.events().isEmpty()) {
      history.write(random.log(), random.records(), 1 + more.nextInt(20));
      if (more.nextBoolean()) {
        TestUpkeep.look(history.table(random.log()), Instant.now());
      }
    }
    List<String> references = new ArrayList<>();
    for (FeatureView view : random.definitions().views()) {
      view.features().forEach(feature -> references.add(view.name() + ":" + feature.name()));
    }
    Path out = own.resolve("out.parquet");
    try (HistoryTables tables = history.tables();
        TestDuck duck = new TestDuck()) {
      Path spine = spine(random, own, more.nextBoolean(), duck);
      boolean byArrival = more.nextBoolean();
      Duration horizon = Duration.ofMillis(500L * (1 + more.nextInt(4)));
      String labelled = references.get(more.nextInt(references.size()));
      ExportOptions options =
          new ExportOptions(
              "t",
              false,
              byArrival,
              List.of(new Label(labelled, horizon)),
              Optional.empty(),
              List.of(),
              ExportOptions.MEMORY);
      new TrainingSets(tables, "test")
          .export(
              new ExportRequest(
                  random.deployment(),
                  Choice.features(references),
                  SpineSource.Files.of(spine),
                  out,
                  options),
              ExportProgress.NONE);
      List<List<Object>> rows =
          duck.rows("SELECT * FROM read_parquet('%s')".formatted(escaped(out)));
      Oracle oracle = new Oracle(random.events(), byArrival);
      compare(random, oracle, rows, seed);
      compareLabels(random, oracle, labelled, horizon, rows, seed);
    }
  }

  private static void compareLabels(
      Case random,
      Oracle oracle,
      String labelled,
      Duration horizon,
      List<List<Object>> rows,
      long seed)
      throws Exception {
    for (FeatureView view : random.definitions().views()) {
      for (var feature : view.features()) {
        for (int row = 0; labelled.endsWith(":" + feature.name()) && row < rows.size(); row++) {
          Ask ask = random.spine().get(row);
          Values.assertSame(
              rows.get(row).getLast(),
              TestDuck.plain(oracle.label(ask, horizon, view, feature)),
              feature + " " + horizon + " after row " + ask + ": " + Seed.repeat(seed));
        }
      }
    }
  }

  private static void compare(Case random, Oracle oracle, List<List<Object>> rows, long seed)
      throws Exception {
    assertThat(rows).as(Seed.repeat(seed)).hasSameSizeAs(random.spine());
    for (int row = 0; row < rows.size(); row++) {
      Ask ask = random.spine().get(row);
      int i = ask.key().size() + 2;
      assertThat(rows.get(row).get(i - 1).toString()).isEqualTo("r" + row);
      for (FeatureView view : random.definitions().views()) {
        for (var feature : view.features()) {
          Values.assertSame(
              rows.get(row).get(i++),
              TestDuck.plain(oracle.at(ask, view, feature).value()),
              feature + " of row " + ask + ": " + Seed.repeat(seed));
        }
      }
    }
  }

  /** The spine as CSV; on request turned into Parquet by DuckDB. */
  private static Path spine(Case random, Path own, boolean parquet, TestDuck duck)
      throws Exception {
    List<Column> keys = random.entity().keys();
    StringBuilder csv = new StringBuilder();
    keys.forEach(key -> csv.append(key.name()).append(','));
    csv.append("t,row\n");
    int row = 0;
    for (Ask ask : random.spine()) {
      for (Object field : ask.key()) {
        csv.append(field == null ? "" : '"' + field.toString().replace("\"", "\"\"") + '"');
        csv.append(',');
      }
      csv.append(Micros.toInstant(ask.time())).append(",r").append(row++).append('\n');
    }
    Path file = Files.writeString(own.resolve("spine.csv"), csv);
    if (!parquet) {
      return file;
    }
    Path converted = own.resolve("spine.parquet");
    String types =
        keys.stream()
            .map(key -> "'%s': '%s'".formatted(key.name(), duckType(key)))
            .collect(Collectors.joining(", "));
    duck.execute(
        ("COPY (SELECT * FROM read_csv('%s', header = true, columns = {%s, 't': 'TIMESTAMPTZ',"
                + " 'row': 'VARCHAR'}, auto_detect = false, quote = '\"', escape = '\"', nullstr ="
                + " '', allow_quoted_nulls = false, new_line = '\\n')) TO '%s' (FORMAT parquet)")
            .formatted(escaped(file), types, converted));
    return converted;
  }

  private static String duckType(Column key) {
    return key.type().toString().equals("STRING") ? "VARCHAR" : "BIGINT";
  }

  private static String escaped(Path file) {
    return file.toString().replaceAll("[\\[*]", "[$0]");
  }
}
