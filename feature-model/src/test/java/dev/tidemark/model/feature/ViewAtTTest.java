package dev.tidemark.model.feature;

import static dev.tidemark.model.feature.TestEvent.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Accumulator;
import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Latest;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewAtTTest {
  private static final long T = 1_000_000;
  private static final long LENGTH = 1_000;
  private static final int WHERE = 3;
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);

  private static final Latest LATEST = new Latest("latest", INT64, 0);
  private static final Window EVENTS = window(Function.COUNT, -1, -1);
  private static final Window COUNT = window(Function.COUNT, 0, -1);
  private static final Window SUM = window(Function.SUM, 0, -1);
  private static final Window LAST = window(Function.LAST_N, 0, -1);

  private static Window window(Function function, int column, int condition) {
    Aggregation aggregation =
        new Aggregation(function, column < 0 ? null : INT64, function.takesN() ? 2 : 0);
    return new Window("window", new Input(aggregation, column, condition), LENGTH, 0, 0);
  }

  private static Window lifetime(Window window) {
    return new Window("lifetime", window.window(), Window.LIFETIME, window.offset(), 0);
  }

  private static Window shifted(Window window, long offset) {
    return new Window("shifted", window.window(), window.length(), offset, 0);
  }

  /** The value at T of a feature of a view without condition. */
  private static FeatureValue value(long ttl, Feature feature, TestEvent... events) {
    return value(new View("view", -1, ttl, List.of(feature)), feature, events);
  }

  private static FeatureValue value(Feature feature, TestEvent... events) {
    return value(0, feature, events);
  }

  /** Chooses what {@link ViewAtT} asks of its callers in the plainest way. */
  private static FeatureValue value(View view, Feature feature, TestEvent... events) {
    List<TestEvent> ordered = List.of(events).stream().sorted(Event.ORDER).toList();
    TestEvent newest = null;
    for (TestEvent event : ordered) {
      if (event.eventTime() <= T && event.holds(view.condition())) {
        newest = event;
      }
    }
    return new ViewAtT(T, newest, (window, from, until) -> aggregate(window, ordered, from, until))
        .value(view, feature);
  }

  private static Object aggregate(Window window, List<TestEvent> events, long from, long until) {
    Accumulator state = window.window().aggregation().start();
    events.stream()
        .filter(event -> from <= event.eventTime() && event.eventTime() < until)
        .forEach(event -> window.window().add(state, event));
    return state.result();
  }

  private static FeatureValue present(Object value, long eventTime) {
    return new FeatureValue(value, Status.PRESENT, eventTime);
  }

  @Test
  void a_latest_feature_is_taken_from_an_event_at_T_itself() {
    assertThat(value(LATEST, at(T - 1, 1L), at(T, 2L))).isEqualTo(present(2L, T));
  }

  @Test
  void a_latest_feature_is_not_taken_from_an_event_after_T() {
    assertThat(value(LATEST, at(T - 9, 1L), at(T + 1, 2L))).isEqualTo(present(1L, T - 9));
  }

  @Test
  void an_event_exactly_as_old_as_the_ttl_still_counts() {
    assertThat(value(500, LATEST, at(T - 500, 1L))).isEqualTo(present(1L, T - 500));
  }

  @Test
  void an_event_older_than_the_ttl_gives_null_outside_max_age() {
    assertThat(value(500, LATEST, at(T - 501, 1L)))
        .isEqualTo(new FeatureValue(null, Status.OUTSIDE_MAX_AGE, T - 501));
  }

  @Test
  void without_a_ttl_no_event_is_too_old() {
    assertThat(value(0, LATEST, at(Micros.MIN, 1L))).isEqualTo(present(1L, Micros.MIN));
  }

  @Test
  void a_null_in_the_newest_event_is_not_filled_from_an_older_one() {
    assertThat(value(LATEST, at(T - 2, 1L), at(T - 1, null)))
        .isEqualTo(new FeatureValue(null, Status.NULL_VALUE, T - 1));
  }

  @Test
  void a_latest_feature_of_a_key_never_seen_is_not_found() {
    assertThat(value(LATEST)).isEqualTo(new FeatureValue(null, Status.NOT_FOUND, Micros.NONE));
  }

  @Test
  void an_event_at_T_minus_window_counts() {
    assertThat(value(SUM, at(T - LENGTH, 5L))).isEqualTo(present(5L, T - LENGTH));
  }

  @Test
  void an_event_before_T_minus_window_does_not_count() {
    assertThat(value(EVENTS, at(T - LENGTH - 1, 5L))).isEqualTo(present(0L, T - LENGTH - 1));
  }

  @Test
  void a_resolution_rounds_the_lower_bound_down_before_1970_as_well() {
    Window coarse = new Window("coarse", SUM.window(), LENGTH, 0, 500);
    assertThat(coarse.from(2_250)).isEqualTo(1_000);
    assertThat(coarse.from(250)).isEqualTo(-1_000);
  }

  @Test
  void an_event_just_before_T_counts() {
    assertThat(value(SUM, at(T - 1, 5L))).isEqualTo(present(5L, T - 1));
  }

  @Test
  void an_event_at_T_does_not_count_itself() {
    assertThat(value(EVENTS, at(T, 5L))).isEqualTo(present(0L, T));
    assertThat(value(lifetime(EVENTS), at(T - 9, 5L), at(T, 5L))).isEqualTo(present(1L, T));
  }

  @Test
  void several_events_of_one_instant_count_together() {
    assertThat(value(EVENTS, at(T - LENGTH, 1L), at(T - LENGTH, 1L), at(T, 1L), at(T, 1L)))
        .isEqualTo(present(2L, T));
  }

  @Test
  void a_lifetime_window_has_no_lower_bound() {
    assertThat(value(lifetime(SUM), at(Micros.MIN, 5L), at(T - 1, 6L)))
        .isEqualTo(present(11L, T - 1));
  }

  @Test
  void an_event_at_T_minus_offset_minus_window_counts() {
    long first = T - 300 - LENGTH;
    assertThat(value(shifted(SUM, 300), at(first, 5L))).isEqualTo(present(5L, first));
    assertThat(value(shifted(EVENTS, 300), at(first - 1, 5L))).isEqualTo(present(0L, first - 1));
  }

  @Test
  void an_event_at_T_minus_offset_does_not_count() {
    assertThat(value(shifted(EVENTS, 300), at(T - 300, 5L))).isEqualTo(present(0L, T - 300));
    assertThat(value(shifted(EVENTS, 300), at(T - 301, 5L))).isEqualTo(present(1L, T - 301));
    assertThat(value(lifetime(shifted(EVENTS, 300)), at(T - 301, 5L), at(T - 300, 5L)))
        .isEqualTo(present(1L, T - 300));
  }

  @Test
  void an_offset_may_be_longer_than_the_window() {
    assertThat(value(shifted(SUM, 9 * LENGTH), at(T - 9_500, 5L), at(T - 1, 6L)))
        .isEqualTo(present(5L, T - 1));
  }

  @Test
  void events_after_T_minus_offset_leave_the_window_empty_but_the_key_known() {
    assertThat(value(shifted(SUM, 300), at(T - 9, 5L)))
        .isEqualTo(new FeatureValue(null, Status.NULL_VALUE, T - 9));
    assertThat(value(lifetime(shifted(LAST, 300)), at(T - 9, 5L)))
        .isEqualTo(present(List.of(), T - 9));
  }

  @Test
  void a_sum_over_an_empty_window_is_null_though_the_key_is_known() {
    assertThat(value(SUM, at(T - 9_999, 5L)))
        .isEqualTo(new FeatureValue(null, Status.NULL_VALUE, T - 9_999));
  }

  @Test
  void last_n_over_an_empty_window_is_the_empty_list() {
    assertThat(value(LAST, at(T - 9_999, 5L))).isEqualTo(present(List.of(), T - 9_999));
  }

  @Test
  void a_key_never_seen_is_not_found_with_the_empty_windows_value() {
    assertThat(value(EVENTS)).isEqualTo(new FeatureValue(0L, Status.NOT_FOUND, Micros.NONE));
    assertThat(value(lifetime(EVENTS)))
        .isEqualTo(new FeatureValue(0L, Status.NOT_FOUND, Micros.NONE));
    assertThat(value(LAST)).isEqualTo(new FeatureValue(List.of(), Status.NOT_FOUND, Micros.NONE));
    assertThat(value(SUM)).isEqualTo(new FeatureValue(null, Status.NOT_FOUND, Micros.NONE));
    assertThat(value(shifted(EVENTS, 300)))
        .isEqualTo(new FeatureValue(0L, Status.NOT_FOUND, Micros.NONE));
  }

  @Test
  void a_key_whose_events_are_all_after_T_is_not_found() {
    assertThat(value(EVENTS, at(T + 1, 1L)))
        .isEqualTo(new FeatureValue(0L, Status.NOT_FOUND, Micros.NONE));
  }

  @Test
  void a_window_does_not_care_about_the_ttl() {
    assertThat(value(1, SUM, at(T - 500, 5L))).isEqualTo(present(5L, T - 500));
  }

  @Test
  void a_null_input_is_skipped_and_counts_only_as_an_event() {
    TestEvent[] events = {at(T - 3, 5L), at(T - 2, null)};
    assertThat(value(EVENTS, events).value()).isEqualTo(2L);
    assertThat(value(COUNT, events).value()).isEqualTo(1L);
    assertThat(value(SUM, events).value()).isEqualTo(5L);
    assertThat(value(LAST, events).value()).isEqualTo(List.of(5L));
  }

  @Test
  void a_windows_condition_restricts_what_it_counts() {
    Window where = window(Function.SUM, 0, WHERE);
    assertThat(value(where, at(T - 3, 5L), at(T - 2, 7L).holding(WHERE)).value()).isEqualTo(7L);
    assertThat(value(lifetime(where), at(T - 3, 5L), at(T - 2, 7L).holding(WHERE)).value())
        .isEqualTo(7L);
  }

  @Test
  void a_views_condition_chooses_the_newest_event() {
    View view = new View("view", WHERE, 0, List.of(LATEST));
    assertThat(value(view, LATEST, at(T - 3, 5L).holding(WHERE), at(T - 2, 7L)))
        .isEqualTo(present(5L, T - 3));
    assertThat(value(view, LATEST, at(T - 2, 7L)).status()).isEqualTo(Status.NOT_FOUND);
  }

  @Test
  void last_n_lists_the_newest_first() {
    assertThat(value(LAST, at(T - 3, 1L), at(T - 2, 2L), at(T - 1, 3L)).value())
        .isEqualTo(List.of(3L, 2L));
  }

  @Test
  void a_sum_that_overflows_is_invalid_and_never_wrapped() {
    TestEvent[] events = {at(T - 2, Long.MAX_VALUE), at(T - 1, 1L)};
    assertThat(value(SUM, events)).isEqualTo(new FeatureValue(null, Status.INVALID, T - 1));
    assertThat(value(lifetime(SUM), events).status()).isEqualTo(Status.INVALID);
    assertThat(value(EVENTS, events).value()).isEqualTo(2L);
  }

  @Test
  void lifetime_totals_survive_being_written_and_read() {
    List<Input> inputs = List.of(EVENTS.window(), SUM.window(), LAST.window());
    Totals totals = Totals.start(inputs);
    totals.add(at(1, 5L));
    totals.add(at(3, 7L));
    ByteSink out = new ByteSink(0);
    totals.write(out);
    ByteSource in = new ByteSource(out.toByteArray());
    Totals read = Totals.read(inputs, in);
    assertThat(in.atEnd()).isTrue();
    read.add(at(2, 6L));
    assertThat(read.result(0)).isEqualTo(3L);
    assertThat(read.result(1)).isEqualTo(18L);
    assertThat(read.result(2)).isEqualTo(List.of(7L, 6L));
  }
}
