package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Lifetimes;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** What one key's lifetime windows of one offset hold at later and later times. */
final class RunningTotals {
  private final long offset;
  private final List<Input> inputs;

  /** Events that the next question may still exclude from the totals. */
  private final Deque<Event> unsettled = new ArrayDeque<>();

  private Lifetimes settled;

  RunningTotals(long offset, Collection<Input> inputs) {
    this.offset = offset;
    this.inputs = List.copyOf(inputs);
    settled = Lifetimes.start(this.inputs);
  }

  void forget() {
    unsettled.clear();
    settled = Lifetimes.start(inputs);
  }

  /** Takes an event; they come in {@link Event#ORDER}. */
  void add(Event event) {
    settleBefore(event.eventTime() - offset);
    unsettled.add(event);
  }

  /** The totals of the events before {@code time - offset}. */
  Lifetimes at(long time) {
    settleBefore(time - offset);
    return settled;
  }

  private void settleBefore(long time) {
    for (Event first = unsettled.peek();
        first != null && first.eventTime() < time;
        first = unsettled.peek()) {
      settled.settle(first);
      unsettled.remove();
    }
  }
}
