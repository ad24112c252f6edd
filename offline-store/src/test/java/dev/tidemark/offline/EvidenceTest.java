package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.Case.Ask;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.duckdb.KeySampling;
import dev.tidemark.offline.duckdb.SampledKey;
import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.join.KeyRecords;
import dev.tidemark.offline.join.Question;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {
  private static final int CASES = 15;

  @TempDir Path folder;

  /** A random case and the features of its views. */
  private record Asked(Case of, List<FeatureView> views, List<FeatureDefinition> features) {
    static Asked of(Case random) {
      List<FeatureView> views = new ArrayList<>();
      List<FeatureDefinition> features = new ArrayList<>();
      for (FeatureView view : random.definitions().views()) {
        for (FeatureDefinition feature : view.features()) {
          views.add(view);
          features.add(feature);
        }
      }
      return new Asked(random, views, features);
    }

    List<String> references() {
      List<String> references = new ArrayList<>();
      for (int i = 0; i < views.size(); i++) {
        references.add(views.get(i).name() + ":" + features.get(i).name());
      }
      return references;
    }

    void check(List<FeatureValue> values, Oracle oracle, Ask ask, String what) throws Exception {
      assertThat(values).hasSameSizeAs(features);
      for (int i = 0; i < features.size(); i++) {
        Oracle.Expected expected = oracle.at(ask, views.get(i), features.get(i));
        FeatureValue value = values.get(i);
        String where = features.get(i) + " of " + ask + ", " + what;
        Values.assertSame(TestDuck.plain(value.value()), TestDuck.plain(expected.value()), where);
        assertThat(value.status().name()).as(where).isEqualTo(expected.status());
      }
    }
  }

  @Test
  void answers_and_records_say_what_looking_at_every_event_says() throws Exception {
    long first = Seed.first();
    for (long seed = first; seed < first + CASES; seed++) {
      Random drawn = new Random(seed);
      Case random = Case.random(drawn);
      Case all = drawn.nextBoolean() ? random : random.deleting(drawn);
      TestHistory history = new TestHistory(Files.createDirectory(folder.resolve("case" + seed)));
      if (!all.events().isEmpty()) {
        history.write(all.log(), all.records(), 1 + drawn.nextInt(20));
      }
      try (HistoryTables tables = history.tables()) {
        Evidence evidence = new Evidence(tables);
        checkAnswers(evidence, Asked.of(all), Seed.repeat(seed));
        checkRecords(evidence, Asked.of(all), Seed.repeat(seed));
        checkSample(evidence, all, Seed.repeat(seed));
      }
    }
  }

  private static void checkAnswers(Evidence evidence, Asked asked, String repeat) throws Exception {
    List<Column> columns = new ArrayList<>(asked.of.entity().keys());
    columns.add(new Column(ExportOptions.TIMESTAMP_COLUMN, ValueType.of(Scalar.TIMESTAMP)));
    List<List<Object>> rows = new ArrayList<>();
    for (Ask ask : asked.of.spine()) {
      List<Object> row = new ArrayList<>(ask.key());
      row.add(Micros.toInstant(ask.time()));
      rows.add(row);
    }
    List<List<FeatureValue>> answers = new ArrayList<>();
    evidence.answers(
        asked.of.deployment(),
        Choice.features(asked.references()),
        new SpineSource.Rows(columns, rows),
        answers::add);
    assertThat(answers).hasSameSizeAs(rows);
    Oracle oracle = new Oracle(asked.of.events());
    for (int row = 0; row < rows.size(); row++) {
      asked.check(answers.get(row), oracle, asked.of.spine().get(row), repeat);
    }
  }

  /** What a key's records say when only the first of them are there. */
  private static void checkRecords(Evidence evidence, Asked asked, String repeat) throws Exception {
    Selection selection = asked.of.deployment().select(asked.references());
    List<Question> questions = new ArrayList<>();
    for (Selected selected : selection.features()) {
      Selected.Stored stored = (Selected.Stored) selected;
      questions.add(new Question(stored.join().view(), stored.feature()));
    }
    Map<List<Object>, List<Happening>> byKey =
        asked.of.events().stream().collect(Collectors.groupingBy(Happening::key));
    List<List<Object>> keys = List.copyOf(byKey.keySet());
    List<KeyRecords> read = new ArrayList<>();
    evidence.records(asked.of.log(), questions, keys, read::add);
    assertThat(read).as(repeat).hasSameSizeAs(keys);
    for (KeyRecords records : read) {
      List<Happening> events = Objects.requireNonNull(byKey.get(records.key()));
      assertThat(records.records()).as(repeat).hasSameSizeAs(events);
      for (Ask ask : asked.of.spine()) {
        for (int n = 0; n <= events.size(); n++) {
          asked.check(
              records.answers(questions, ask.time(), n),
              new Oracle(events.subList(0, n)),
              new Ask(new ArrayList<>(records.key()), ask.time()),
              n + " records, " + repeat);
        }
      }
    }
  }

  private static void checkSample(Evidence evidence, Case all, String repeat) {
    Map<List<Object>, List<Happening>> byKey =
        all.events().stream().collect(Collectors.groupingBy(Happening::key));
    List<SampledKey> some = evidence.sample(List.of(all.log()), new KeySampling(100, 100, 1));
    assertThat(some.stream().map(SampledKey::key))
        .as(repeat)
        .containsExactlyInAnyOrderElementsOf(byKey.keySet());
    for (SampledKey key : some) {
      List<Long> times = byKey.get(key.key()).stream().map(Happening::time).toList();
      assertThat(key.newest()).as(repeat).isEqualTo(times.stream().max(Long::compare).get());
      assertThat(times).as(repeat).containsAll(key.times());
      assertThat(key.times()).as(repeat).hasSize(Math.min(4, times.size()));
    }
    assertThat(evidence.sample(List.of(all.log()), new KeySampling(2, 1, 1)))
        .as(repeat)
        .hasSizeBetween(Math.min(2, byKey.size()), Math.min(3, byKey.size()))
        .isEqualTo(evidence.sample(List.of(all.log()), new KeySampling(2, 1, 1)));
  }
}
