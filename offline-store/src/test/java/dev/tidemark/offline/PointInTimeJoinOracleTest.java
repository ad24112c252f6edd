package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.RowReader;
import dev.tidemark.offline.Case.Ask;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.Oracle.Expected;
import dev.tidemark.offline.join.EventRows;
import dev.tidemark.offline.join.PointInTimeJoin;
import dev.tidemark.offline.join.Question;
import dev.tidemark.offline.join.SpineRows;
import dev.tidemark.registry.definition.FeatureView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PointInTimeJoinOracleTest {
  private static final int CASES = 500;
  private static final int LONG_CASES = 12;

  @Test
  void every_answer_is_that_of_looking_at_every_event() {
    long first = Seed.first();
    int answers = 0;
    for (long seed = first; seed < first + CASES; seed++) {
      answers += check(Case.random(new Random(seed)), seed % 2 == 0, seed);
    }
    assertThat(answers).isGreaterThan(CASES);
  }

  /** Long enough to be put together from blocks of blocks. */
  @Test
  void so_is_every_answer_of_windows_over_many_events() {
    long first = Seed.first();
    for (long seed = first; seed < first + LONG_CASES; seed++) {
      check(Case.random(new Random(seed), 8_000), seed % 2 == 0, seed);
    }
  }

  private static int check(Case random, boolean byArrival, long seed) {
    List<Question> questions = new ArrayList<>();
    LogPlan plan = random.log().plan();
    for (View view : plan.views()) {
      for (Feature feature : view.features()) {
        questions.add(new Question(view, feature));
      }
    }
    Oracle oracle = new Oracle(random.events(), byArrival);
    List<List<FeatureValue>> answers = answers(random, questions, byArrival);
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

  private static List<List<FeatureValue>> answers(
      Case random, List<Question> questions, boolean byArrival) {
    LogPlan plan = random.log().plan();
    RowReader reader = new RowReader(plan.schemas(), plan.schema());
    List<Asking> spine = new ArrayList<>();
    List<List<FeatureValue>> answers = new ArrayList<>();
    for (Ask ask : random.spine()) {
      spine.add(new Asking(ask.key(), ask.time(), answers.size()));
      answers.add(List.of());
    }
    spine.sort(Comparator.comparing(Asking::order).thenComparingLong(Asking::time));
    List<Told> events = new ArrayList<>();
    for (Happening e : random.events()) {
      byte[] bytes = Case.encode(random.log(), e);
      long known = byArrival ? Math.max(e.time(), e.arrival()) : e.time();
      events.add(new Told(e.key(), reader.read(bytes, e.order(), 0), known));
    }
    events.sort(
        Comparator.comparing(Told::order)
            .thenComparingLong(Told::known)
            .thenComparing(Told::event, Event.ORDER));
    SpineList rows = new SpineList(spine);
    new PointInTimeJoin(questions)
        .run(
            rows,
            new EventList(events, rows),
            (ordinal, key) ->
                answers.set(
                    (int) ordinal,
                    IntStream.range(0, questions.size()).mapToObj(key::value).toList()));
    return answers;
  }

  /** A spine row; keys are put in some order. */
  private record Asking(List<Object> key, long time, long ordinal) {
    String order() {
      return key.toString();
    }
  }

  private record Told(List<Object> key, Event event, long known) {
    String order() {
      return key.toString();
    }
  }

  private static final class SpineList implements SpineRows {
    private final List<Asking> rows;
    private int at = -1;

    SpineList(List<Asking> rows) {
      this.rows = rows;
    }

    @Override
    public boolean next() {
      return ++at < rows.size();
    }

    @Override
    public boolean sameKey() {
      return at > 0 && !nobodys() && rows.get(at).key.equals(rows.get(at - 1).key);
    }

    @Override
    public boolean nobodys() {
      return rows.get(at).key.contains(null);
    }

    @Override
    public long time() {
      return rows.get(at).time;
    }

    @Override
    public long ordinal() {
      return rows.get(at).ordinal;
    }
  }

  private static final class EventList implements EventRows {
    private final List<Told> rows;
    private final SpineList spine;
    private int at;

    EventList(List<Told> rows, SpineList spine) {
      this.rows = rows;
      this.spine = spine;
    }

    @Override
    public void seek() {
      while (at < rows.size() && rows.get(at).order().compareTo(key()) < 0) {
        at++;
      }
    }

    private String key() {
      return spine.rows.get(spine.at).order();
    }

    @Override
    public void upTo(long time, Taker taker) {
      while (at < rows.size() && rows.get(at).order().equals(key()) && rows.get(at).known <= time) {
        taker.take(rows.get(at).event, rows.get(at).known);
        at++;
      }
    }
  }
}
