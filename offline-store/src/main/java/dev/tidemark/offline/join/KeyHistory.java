package dev.tidemark.offline.join;

import dev.tidemark.model.aggregate.Accumulator;
import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.feature.ViewAtT;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one key's events say to questions at later and later times. */
final class KeyHistory implements ViewAtT.Past {
  private final List<Question> questions;
  private final long retention;
  private final int[] conditions;

  private final Map<Integer, Event> newest = new HashMap<>();
  private final SlidingEvents window = new SlidingEvents();

  /** By the offset of the lifetime windows. */
  private final Map<Long, RunningTotals> totals = new HashMap<>();

  KeyHistory(List<Question> questions) {
    this.questions = questions;
    List<Window> windows =
        questions.stream()
            .map(Question::feature)
            .filter(Window.class::isInstance)
            .map(Window.class::cast)
            .toList();
    retention =
        windows.stream().filter(w -> !w.lifetime()).mapToLong(Window::depth).max().orElse(0);
    windows.stream()
        .filter(Window::lifetime)
        .collect(
            Collectors.groupingBy(
                Window::offset, Collectors.mapping(Window::window, Collectors.toSet())))
        .forEach((offset, inputs) -> totals.put(offset, new RunningTotals(offset, inputs)));
    conditions =
        questions.stream().mapToInt(question -> question.view().condition()).distinct().toArray();
  }

  void forget() {
    newest.clear();
    window.clear();
    totals.values().forEach(RunningTotals::forget);
  }

  /** Takes an event; they come in {@link Event#ORDER}. */
  void add(Event event) {
    for (int condition : conditions) {
      if (event.holds(condition)) {
        newest.put(condition, event);
      }
    }
    if (retention > 0) {
      window.dropBefore(event.eventTime() - retention);
      window.append(event);
    }
    totals.values().forEach(of -> of.add(event));
  }

  /** The values at a time not before that of any event added. */
  List<FeatureValue> at(long time) {
    if (retention > 0) {
      window.dropBefore(time - retention);
    }
    List<FeatureValue> values = new ArrayList<>(questions.size());
    for (Question question : questions) {
      View view = question.view();
      values.add(
          new ViewAtT(time, newest.get(view.condition()), this).value(view, question.feature()));
    }
    return values;
  }

  @Override
  public @Nullable Object aggregate(Window asked, long from, long until) {
    Input input = asked.window();
    RunningTotals lifetimes = asked.lifetime() ? totals.get(asked.offset()) : null;
    if (lifetimes != null) {
      return lifetimes.before(until, input);
    }
    Accumulator state = input.aggregation().start();
    int end = window.firstAtOrAfter(until);
    for (int i = window.firstAtOrAfter(from); i < end; i++) {
      input.add(state, window.get(i));
    }
    return state.result();
  }
}
