package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.TimeZone;
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
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(random.moments().zone()));
    try (HistoryTables tables = history.tables();
        TestDuck duck = new TestDuck()) {
      GivenSpine spine = GivenSpine.write(random, own, more, duck);
      boolean byArrival = more.nextBoolean();
      Duration horizon = random.moments().steps(1 + more.nextInt(4));
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
                  random.deployment(), Choice.features(references), spine.source(), out, options),
              ExportProgress.NONE);
      String made = "FROM read_parquet('%s')".formatted(TestDuck.path(out));
      List<List<Object>> rows = duck.rows(made);
      Oracle oracle = new Oracle(random.events(), byArrival);
      compare(random, oracle, rows, seed);
      compareLabels(random, oracle, labelled, horizon, rows, seed);
      assertThat(duck.rows("SELECT row, t FROM (%s)".formatted(made)))
          .as(Seed.repeat(seed))
          .isEqualTo(duck.rows("SELECT row, t FROM (%s)".formatted(spine.sql())));
    } finally {
      TimeZone.setDefault(before);
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
}
