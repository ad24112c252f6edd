package dev.tidemark.model.feature;

import dev.tidemark.model.aggregate.Accumulator;
import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.aggregate.Reversible;
import dev.tidemark.model.type.ValueType;
import org.jspecify.annotations.Nullable;

/** A feature of a view, with its columns and conditions resolved to places in the log's rows. */
public sealed interface Feature {
  String name();

  ValueType type();

  /** The value of a column in the newest row of the view. */
  record Latest(String name, ValueType type, int column) implements Feature {}

  /**
   * An aggregate over the events in {@code [T - offset - length, T - offset)}; with a resolution,
   * the lower bound is rounded down to a multiple of it.
   *
   * @param window what is aggregated
   * @param length of the window in microseconds, or {@link Window#LIFETIME}
   * @param offset how far the window is shifted back, in microseconds; 0 for none
   * @param resolution in microseconds since the epoch; 0 for none
   */
  record Window(String name, Input window, long length, long offset, long resolution)
      implements Feature {
    /** The window that has no lower bound. */
    public static final long LIFETIME = Long.MAX_VALUE;

    @Override
    public ValueType type() {
      return window.aggregation().resultType();
    }

    public boolean lifetime() {
      return length == LIFETIME;
    }

    /** Whether its lower edge may cut between any two events. */
    public boolean exact() {
      return !lifetime() && resolution == 0;
    }

    /** How far before T the window may begin, in microseconds, or {@link #LIFETIME}. */
    public long depth() {
      return lifetime() ? LIFETIME : offset + length + Math.max(0, resolution - 1);
    }

    /** The time of the first events that the window counts at T. */
    public long from(long time) {
      if (lifetime()) {
        return Long.MIN_VALUE;
      }
      long from = time - offset - length;
      return resolution == 0 ? from : Math.floorDiv(from, resolution) * resolution;
    }

    /** The time of the first events that the window no longer counts at T. */
    public long until(long time) {
      return time - offset;
    }
  }

  /**
   * What a window aggregates.
   *
   * @param column the input, or -1 for a {@code count} of events
   * @param condition which events count, or -1 for all
   */
  record Input(Aggregation aggregation, int column, int condition) {

    /** Counts an event in, if its condition holds and its input is not null. */
    public void add(Accumulator state, Event event) {
      Object value = value(event);
      if (value != null) {
        state.add(event, value);
      }
    }

    /**
     * Takes an event out again that was counted in.
     *
     * @return false when it cannot be undone; then the state holds nothing of use any more
     */
    public boolean remove(Reversible state, Event event) {
      Object value = value(event);
      return value == null || state.remove(event, value);
    }

    private @Nullable Object value(Event event) {
      if (!event.holds(condition)) {
        return null;
      }
      return column < 0 ? event : event.value(column);
    }
  }
}
