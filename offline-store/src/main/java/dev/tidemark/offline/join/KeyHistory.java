package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.feature.ViewAtT;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one key's events say to questions at later and later times. */
final class KeyHistory implements EventRows.Taker, KeyAtT {
  private final List<Asked> asked = new ArrayList<>();
  private final int[] conditions;
  private final @Nullable Event[] newest;
  private final KeyWindows windows = new KeyWindows();

  /** By the offset of the lifetime windows. */
  private final Map<Long, RunningTotals> totals = new HashMap<>();

  private long time;

  /**
   * A question, and where it finds what it asks for.
   *
   * @param condition the place of the view's condition
   */
  private record Asked(View view, Feature feature, int condition, ViewAtT.Past past) {}

  KeyHistory(List<Question> questions) {
    List<Integer> distinct =
        questions.stream().map(question -> question.view().condition()).distinct().toList();
    conditions = distinct.stream().mapToInt(Integer::intValue).toArray();
    newest = new @Nullable Event[conditions.length];
    Map<Long, Set<Feature.Input>> lifetimes = new HashMap<>();
    for (Question question : questions) {
      if (question.feature() instanceof Window window && window.lifetime()) {
        lifetimes.computeIfAbsent(window.offset(), o -> new HashSet<>()).add(window.window());
      }
    }
    lifetimes.forEach((offset, inputs) -> totals.put(offset, new RunningTotals(offset, inputs)));
    for (Question question : questions) {
      View view = question.view();
      int condition = distinct.indexOf(view.condition());
      asked.add(new Asked(view, question.feature(), condition, past(question.feature())));
    }
  }

  private ViewAtT.Past past(Feature feature) {
    return switch (feature) {
      case Feature.Latest _ ->
          (window, from, until) -> {
            throw new IllegalStateException("no window: " + feature);
          };
      case Window window when window.lifetime() -> {
        RunningTotals of = Objects.requireNonNull(totals.get(window.offset()));
        yield (ignored, from, until) -> of.before(until, window.window());
      }
      case Window window -> windows.of(window);
    };
  }

  void forget() {
    Arrays.fill(newest, null);
    windows.forget();
    totals.values().forEach(RunningTotals::forget);
  }

  /**
   * Takes an event. For windows they come in the order in which they are known, and of those in
   * {@link Event#ORDER}.
   */
  @Override
  public void take(Event event, long known) {
    for (int i = 0; i < conditions.length; i++) {
      if (event.holds(conditions[i]) && newer(event, newest[i])) {
        newest[i] = event;
      }
    }
    windows.add(event, known);
    if (!totals.isEmpty()) {
      totals.values().forEach(of -> of.add(event, known));
    }
  }

  private static boolean newer(Event event, @Nullable Event than) {
    return than == null
        || event.eventTime() > than.eventTime()
        || Event.ORDER.compare(event, than) >= 0;
  }

  /** Goes on to a T, not before that at which any event taken was known. */
  void reach(long time) {
    this.time = time;
    windows.reach(time);
  }

  @Override
  public FeatureValue value(int question) {
    Asked of = asked.get(question);
    return at(of).value(of.view, of.feature);
  }

  @Override
  public @Nullable Event latest(int question) {
    Asked of = asked.get(question);
    return at(of).latest(of.view) == Status.PRESENT ? newest[of.condition] : null;
  }

  private ViewAtT at(Asked of) {
    return new ViewAtT(time, newest[of.condition], of.past);
  }
}
