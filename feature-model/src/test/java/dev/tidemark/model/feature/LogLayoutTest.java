package dev.tidemark.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.LogLayout.Place;
import dev.tidemark.model.feature.LogLayout.Sum;
import dev.tidemark.model.feature.LogLayout.Track;
import dev.tidemark.model.row.RowSchema;
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
            layout(new Window("a", EVENTS, 70, 0, 0), new Window("b", EVENTS, 10, 90, 0)).tracks())
        .containsExactly(new Track(-1, 100, List.of(EVENTS), List.of()));
  }

  @Test
  void each_offset_of_lifetime_windows_has_sums_of_its_own_and_keeps_its_events() {
    LogLayout layout =
        layout(
            lifetime(SOME, 5),
            lifetime(EVENTS, 30),
            lifetime(EVENTS, 0),
            new Window("bounded", EVENTS, 10, 2, 0));

    assertThat(layout.tracks())
        .containsExactly(
            new Track(
                -1, 30, List.of(EVENTS), List.of(lifetimes(0, EVENTS), lifetimes(30, EVENTS))),
            new Track(0, 5, List.of(), List.of(lifetimes(5, SOME))));
    assertThat(layout.place(lifetime(EVENTS, 30))).isEqualTo(new Place(0, 1, 0));
  }

  @Test
  void windows_of_a_resolution_keep_tiles_and_no_events() {
    assertThat(
            layout(
                    new Window("day", EVENTS, 240, 0, 10),
                    new Window("week", EVENTS, 1680, 0, 10),
                    new Window("coarse", EVENTS, 1680, 0, 240))
                .tracks())
        .containsExactly(
            new Track(
                -1,
                0,
                List.of(),
                List.of(
                    new Sum(10, 0, 1689, List.of(EVENTS)),
                    new Sum(240, 0, 1919, List.of(EVENTS)))));
  }

  private static Sum lifetimes(long offset, Input... inputs) {
    return new Sum(0, offset, Window.LIFETIME, List.of(inputs));
  }
}
