package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.TestEvent;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndsTest {

  /** Events with many ties, in the order of the log. */
  private static List<TestEvent> events(Random random) {
    List<TestEvent> events = new ArrayList<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      long created = random.nextBoolean() ? Micros.NONE : random.nextInt(3);
      events.add(new TestEvent(random.nextInt(4), created, i, "v" + random.nextInt(9), Set.of()));
    }
    return events;
  }

  private static Object lastN(int n, List<TestEvent> events, int writtenAfter) {
    Aggregation aggregation = new Aggregation(Function.LAST_N, ValueType.of(Scalar.STRING), n);
    Accumulator state = aggregation.start();
    for (int i = 0; i < events.size(); i++) {
      if (i == writtenAfter) {
        ByteSink out = new ByteSink(0);
        state.write(out);
        state = aggregation.read(new ByteSource(out.toByteArray()));
      }
      state.add(events.get(i), events.get(i).value());
    }
    return state.result();
  }

  @Test
  void events_added_in_any_order_give_the_newest_of_them_newest_first() {
    Random random = RandomSums.random(EndsTest.class);
    for (int round = 0; round < 5_000; round++) {
      List<TestEvent> events = events(random);
      int n = random.nextInt(8) + 1;
      Comparator<Event> newestFirst = Event.ORDER.reversed();
      List<Object> expected =
          events.stream().sorted(newestFirst).limit(n).map(TestEvent::value).toList();
      List<TestEvent> sorted = new ArrayList<>(events);
      sorted.sort(Event.ORDER);
      assertThat(lastN(n, sorted, -1)).isEqualTo(expected);
      Collections.shuffle(events, random);
      assertThat(lastN(n, events, events.size() / 2)).as("%s", events).isEqualTo(expected);
    }
  }

  @Test
  void the_last_of_nothing_are_none() {
    assertThat(lastN(3, List.of(), -1)).isEqualTo(List.of());
  }
}
