package dev.tidemark.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.time.Micros;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventOrderTest {
  private static Event event(long eventTime, long createdTime, long position) {
    return new TestEvent(eventTime, createdTime, position, "", Set.of());
  }

  @Test
  void events_are_ordered_by_event_time_then_created_time_then_place_in_the_log() {
    List<Event> ordered =
        List.of(
            event(Micros.MIN, 9, 9),
            event(-1, 9, 9),
            event(0, Micros.NONE, 8),
            event(0, Micros.NONE, 9),
            event(0, Micros.MIN, 0),
            event(0, -1, 0),
            event(0, 1, 0),
            event(0, 1, 1),
            event(1, 0, 0),
            event(Micros.MAX, Micros.NONE, 0));
    List<Event> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.sort(Event.ORDER);
    assertThat(shuffled).isEqualTo(ordered);
  }
}
