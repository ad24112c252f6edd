package dev.tidemark.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.LogLayout.Reach;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.time.Micros;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLayoutTest {
  private static final Input EVENTS = new Input(new Aggregation(Function.COUNT, null, 0), -1, -1);
  private static final Input SOME = new Input(new Aggregation(Function.COUNT, null, 0), -1, 0);

  private static LogLayout layout(Feature... features) {
    RowSchema schema = new RowSchema(0, List.of(), List.of("some"));
    View view = new View("view", -1, 0, List.of(features));
    return LogLayout.of(new LogPlan(List.of(schema), List.of(view)));
  }

  private static Window lifetime(Input input, long offset) {
    return new Window("lifetime", input, Window.LIFETIME, offset, 0);
  }

  @Test
  void bounded_windows_of_a_condition_share_what_the_deepest_of_them_needs() {
    assertThat(
            layout(new Window("a", EVENTS, 70, 0, 0), new Window("b", EVENTS, 10, 90, 0)).reaches())
        .containsExactly(new Reach(-1, 0, 100, List.of()));
  }

  @Test
  void each_offset_of_lifetime_windows_has_totals_of_its_own_and_keeps_its_events() {
    LogLayout layout =
        layout(
            lifetime(SOME, 5),
            lifetime(EVENTS, 30),
            lifetime(EVENTS, 0),
            new Window("bounded", EVENTS, 10, 2, 0));

    assertThat(layout.reaches())
        .containsExactly(
            new Reach(-1, 0, 12, List.of(EVENTS)),
            new Reach(-1, 30, 30, List.of(EVENTS)),
            new Reach(0, 5, 5, List.of(SOME)));
    assertThat(layout.reachIndex(lifetime(EVENTS, 30))).isEqualTo(1);
  }

  @Test
  void the_totals_end_an_offset_before_the_newest_event() {
    Reach reach = new Reach(-1, 30, 30, List.of(EVENTS));
    assertThat(reach.settledBefore(100)).isEqualTo(70);
    assertThat(reach.settledBefore(Micros.NONE)).isEqualTo(Micros.NONE);
  }

  @Test
  void an_event_is_kept_until_the_totals_have_it() {
    LogLayout layout = layout(lifetime(EVENTS, 30));
    assertThat(layout.needs(TestEvent.at(70, 1L), new long[] {100})).isTrue();
    assertThat(layout.needs(TestEvent.at(69, 1L), new long[] {100})).isFalse();
    assertThat(layout.neededFrom(new long[] {100})).isEqualTo(70);
  }
}
