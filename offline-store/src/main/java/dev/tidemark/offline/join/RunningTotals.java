package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Totals;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one key's lifetime windows of one offset hold at later and later times. */
final class RunningTotals {
  private final long offset;
  private final List<Input> inputs;

  /** Events that the next question may still exclude from the totals. */
  private final Deque<Event> unsettled = new ArrayDeque<>();

  private Totals settled;

  RunningTotals(long offset, Collection<Input> inputs) {
    this.offset = offset;
    this.inputs = List.copyOf(inputs);
    settled = Totals.start(this.inputs);
  }

  void forget() {
    unsettled.clear();
    settled = Totals.start(inputs);
  }

  /** Takes an event; they come in {@link Event#ORDER}. */
  void add(Event event) {
    settleBefore(event.eventTime() - offset);
    unsettled.add(event);
  }

  /** The aggregate of an input over the events before a time. */
  @Nullable Object before(long time, Input input) {
    settleBefore(time);
    return settled.result(inputs.indexOf(input));
  }

  private void settleBefore(long time) {
    for (Event first = unsettled.peek();
        first != null && first.eventTime() < time;
        first = unsettled.peek()) {
      settled.add(first);
      unsettled.remove();
    }
  }
}
