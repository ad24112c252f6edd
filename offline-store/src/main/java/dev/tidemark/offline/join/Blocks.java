package dev.tidemark.offline.join;

import dev.tidemark.model.aggregate.Accumulator;
import dev.tidemark.model.feature.Feature.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One input over stretches of the buffer that begin and end at multiples of {@link #FAN}, of its
 * square, and so on: a long window is put together from few of them instead of all its events.
 */
final class Blocks {
  private static final int FAN = 32;

  private final Input input;
  private final EventBuffer events;

  /** By their length: of a level the blocks that were needed so far, by number. */
  private final List<Map<Integer, Accumulator>> levels = new ArrayList<>();

  Blocks(Input input, EventBuffer events) {
    this.input = input;
    this.events = events;
  }

  /** The aggregate state of the events at {@code [from, to)}. */
  Accumulator state(int from, int to) {
    Accumulator state = input.aggregation().start();
    add(state, from, to, Integer.MAX_VALUE);
    return state;
  }

  private void add(Accumulator state, int from, int to, int below) {
    int place = from;
    while (place < to) {
      int level = 0;
      int length = 1;
      long longer = FAN; // wider than a place, that it does not wrap around
      while (level + 1 < below && place % longer == 0 && place + longer <= to) {
        length = (int) longer;
        longer *= FAN;
        level++;
      }
      if (level == 0) {
        input.add(state, events.get(place));
      } else {
        state.merge(block(level, length, place));
      }
      place += length;
    }
  }

  private Accumulator block(int level, int length, int place) {
    while (levels.size() < level) {
      levels.add(new HashMap<>());
    }
    Map<Integer, Accumulator> known = levels.get(level - 1);
    @Nullable Accumulator block = known.get(place / length);
    if (block == null) {
      block = input.aggregation().start();
      add(block, place, place + length, level);
      known.put(place / length, block);
    }
    return block;
  }

  /** The events at a place and after it are no longer what they were. */
  void changed(int place) {
    int length = 1;
    for (Map<Integer, Accumulator> level : levels) {
      length *= FAN;
      int first = place / length;
      level.keySet().removeIf(number -> number >= first);
    }
  }

  /** The events before a place are no longer asked for. */
  void dropped(int place) {
    int length = 1;
    for (Map<Integer, Accumulator> level : levels) {
      length *= FAN;
      int first = place / length;
      if (level.size() > 2 * (events.end() / length - first + 1)) {
        level.keySet().removeIf(number -> number < first);
      }
    }
  }

  void clear() {
    levels.clear();
  }
}
