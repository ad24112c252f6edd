package dev.tidemark.offline.join;

import dev.tidemark.model.aggregate.Accumulator;
import dev.tidemark.model.aggregate.Reversible;
import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Input;
import org.jspecify.annotations.Nullable;

/**
 * What one input adds up to over a stretch of the buffer that moves on. Where that is cheaper and
 * the aggregate can do it, events that leave are taken out and those that enter are added; else the
 * stretch is added up anew.
 */
final class SlidingWindow {
  /** From here on a stretch is worth being put together from blocks. */
  private static final int LONG = 128;

  private final Input input;
  private final EventBuffer events;
  private final Blocks blocks;
  private Accumulator state;
  private int from;
  private int to;

  SlidingWindow(Input input, EventBuffer events, Blocks blocks) {
    this.input = input;
    this.events = events;
    this.blocks = blocks;
    this.state = input.aggregation().start();
  }

  /** The aggregate over the events at {@code [first, end)}, neither before what was asked last. */
  @Nullable Object over(int first, int end) {
    if (first >= to || !slide(first, end)) {
      state = end - first < LONG ? addedUp(first, end) : blocks.state(first, end);
    }
    from = first;
    to = end;
    return state.result();
  }

  private boolean slide(int first, int end) {
    int leaving = first - from;
    int entering = end - to;
    if (leaving > 0 && !leave(first, entering, end - first)) {
      return false;
    }
    for (int place = to; place < end; place++) {
      input.add(state, events.get(place));
    }
    return true;
  }

  private boolean leave(int first, int entering, int size) {
    boolean dropped = from < events.start();
    if (dropped || !(state instanceof Reversible reversible) || first - from + entering > size) {
      return false;
    }
    for (int place = from; place < first; place++) {
      if (!input.remove(reversible, events.get(place))) {
        return false;
      }
    }
    return true;
  }

  private Accumulator addedUp(int first, int end) {
    Accumulator sum = input.aggregation().start();
    for (int place = first; place < end; place++) {
      input.add(sum, events.get(place));
    }
    return sum;
  }

  /** An event was put into the buffer at a place that is not its end. */
  void inserted(int place, Event event) {
    if (place < from) {
      from++;
      to++;
    } else if (place < to) {
      input.add(state, event);
      to++;
    }
  }

  void clear() {
    state = input.aggregation().start();
    from = 0;
    to = 0;
  }
}
