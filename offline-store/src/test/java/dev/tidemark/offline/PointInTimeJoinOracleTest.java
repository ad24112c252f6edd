package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.RowReader;
import dev.tidemark.offline.Case.Ask;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.Oracle.Expected;
import dev.tidemark.offline.join.PointInTimeJoin;
import dev.tidemark.offline.join.Question;
import dev.tidemark.registry.definition.FeatureView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PointInTimeJoinOracleTest {
  private static final int CASES = 500;

  /** What comes to the join: an event, or the spine row of that number. */
  private record Row(List<Object> key, long time, boolean asks, Long created, int order) {}

  @Test
  void every_answer_is_that_of_looking_at_every_event() {
    long first = Seed.first();
    int answers = 0;
    for (long seed = first; seed < first + CASES; seed++) {
      answers += check(Case.random(new Random(seed)), seed);
    }
    assertThat(answers).isGreaterThan(CASES);
  }

  private static int check(Case random, long seed) {
    List<Question> questions = new ArrayList<>();
    LogPlan plan = random.log().plan();
    for (View view : plan.views()) {
      for (Feature feature : view.features()) {
        questions.add(new Question(view, feature));
      }
    }
    Oracle oracle = new Oracle(random.events());
    List<List<FeatureValue>> answers = answers(random, questions);
    for (int row = 0; row < random.spine().size(); row++) {
      int i = 0;
      for (FeatureView view : random.definitions().views()) {
        for (var feature : view.features()) {
          Expected expected = oracle.at(random.spine().get(row), view, feature);
          FeatureValue actual = answers.get(row).get(i++);
          assertThat(actual.status().name())
              .as("%s of row %s: %s", feature, random.spine().get(row), Seed.repeat(seed))
              .isEqualTo(expected.status());
          Values.assertSame(
              actual.value(),
              expected.value(),
              feature + " of row " + random.spine().get(row) + ": " + Seed.repeat(seed));
        }
      }
    }
    return random.spine().size();
  }

  private static List<List<FeatureValue>> answers(Case random, List<Question> questions) {
    List<Row> rows = new ArrayList<>();
    for (Happening e : random.events()) {
      rows.add(new Row(e.key(), e.time(), false, e.created(), e.order()));
    }
    List<List<FeatureValue>> answers = new ArrayList<>();
    for (Ask ask : random.spine()) {
      rows.add(new Row(ask.key(), ask.time(), true, null, answers.size()));
      answers.add(List.of());
    }
    rows.sort(
        Comparator.<Row, String>comparing(row -> row.key.toString())
            .thenComparingLong(Row::time)
            .thenComparing(Row::asks)
            .thenComparing(Row::created, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparingInt(Row::order));
    PointInTimeJoin join =
        new PointInTimeJoin(questions, (ordinal, values) -> answers.set((int) ordinal, values));
    LogPlan plan = random.log().plan();
    RowReader reader = new RowReader(plan.schemas(), plan.schema());
    for (Row row : rows) {
      if (row.asks) {
        join.spineRow(row.key.toArray(), row.time, row.order);
      } else {
        byte[] bytes = Case.encode(random.log(), random.events().get(row.order));
        join.event(row.key.toArray(), reader.read(bytes, row.order, 0));
      }
    }
    return answers;
  }
}
