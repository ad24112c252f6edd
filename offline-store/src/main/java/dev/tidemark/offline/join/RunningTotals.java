package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Totals;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What one key's lifetime windows of one offset hold at later and later times. */
final class RunningTotals {
  private final long offset;
  private final List<Input> inputs;

  /** Events that the next question may still exclude from the totals. */
  private final Queue<Event> unsettled =
      new PriorityQueue<>(Comparator.comparingLong(Event::eventTime));

  private Totals settled;
  private long settledBefore = Long.MIN_VALUE;

  RunningTotals(long offset, Collection<Input> inputs) {
    this.offset = offset;
    this.inputs = List.copyOf(inputs);
    settled = Totals.start(this.inputs);
  }

  void forget() {
    unsettled.clear();
    settled = Totals.start(inputs);
    settledBefore = Long.MIN_VALUE;
  }

  /**
   * Takes an event.
   *
   * @param known from when on it counts, not before that of any event taken before
   */
  void add(Event event, long known) {
    settleBefore(known - offset);
    if (event.eventTime() < settledBefore) {
      settled.add(event);
    } else {
      unsettled.add(event);
    }
  }

  /** The aggregate of an input over the events before a time. */
  @Nullable Object before(long time, Input input) {
    settleBefore(time);
    return settled.result(inputs.indexOf(input));
  }

  private void settleBefore(long time) {
    settledBefore = Math.max(settledBefore, time);
    for (Event first = unsettled.peek();
        first != null && first.eventTime() < time;
        first = unsettled.peek()) {
      settled.add(first);
      unsettled.remove();
    }
  }
}
