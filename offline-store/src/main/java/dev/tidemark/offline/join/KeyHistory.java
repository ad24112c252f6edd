package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Lifetimes;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.feature.ViewAtT;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one key's events say to questions at later and later times. */
final class KeyHistory {
  private final List<Question> questions;
  private final long retention;
  private final List<Input> totals;
  private final int[] conditions;

  private final Map<Integer, Event> newest = new HashMap<>();
  private final SlidingEvents window = new SlidingEvents();

  /** Events that a question at their own time would still exclude from the lifetime totals. */
  private final Deque<Event> unsettled = new ArrayDeque<>();

  private Lifetimes lifetimes;

  KeyHistory(List<Question> questions) {
    this.questions = questions;
    List<Window> windows =
        questions.stream()
            .map(Question::feature)
            .filter(Window.class::isInstance)
            .map(Window.class::cast)
            .toList();
    retention =
        windows.stream().filter(w -> !w.lifetime()).mapToLong(Window::length).max().orElse(0);
    totals = windows.stream().filter(Window::lifetime).map(Window::window).distinct().toList();
    conditions =
        questions.stream().mapToInt(question -> question.view().condition()).distinct().toArray();
    lifetimes = Lifetimes.start(totals);
  }

  void forget() {
    newest.clear();
    window.clear();
    unsettled.clear();
    lifetimes = Lifetimes.start(totals);
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
    if (!totals.isEmpty()) {
      settleBefore(event.eventTime());
      unsettled.add(event);
    }
  }

  /** The values at a time not before that of any event added. */
  List<FeatureValue> at(long time) {
    if (retention > 0) {
      window.dropBefore(time - retention);
    }
    settleBefore(time);
    Map<Integer, ViewAtT> byCondition = new HashMap<>();
    List<FeatureValue> values = new ArrayList<>(questions.size());
    for (Question question : questions) {
      View view = question.view();
      values.add(
          byCondition
              .computeIfAbsent(view.condition(), condition -> at(time, newest.get(condition)))
              .value(view, question.feature()));
    }
    return values;
  }

  private ViewAtT at(long time, @Nullable Event newestEvent) {
    return new ViewAtT(time, newestEvent, window, lifetimes);
  }

  private void settleBefore(long time) {
    for (Event first = unsettled.peek();
        first != null && first.eventTime() < time;
        first = unsettled.peek()) {
      lifetimes.settle(first);
      unsettled.remove();
    }
  }
}
