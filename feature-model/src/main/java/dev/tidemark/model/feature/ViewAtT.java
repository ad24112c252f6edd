package dev.tidemark.model.feature;

import dev.tidemark.model.aggregate.Accumulator;
import dev.tidemark.model.aggregate.AggregateOverflowException;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Latest;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.time.Micros;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the features of a view are at T for one key: the one place that knows. The contract is
 * {@code docs/spec/semantics.md}.
 *
 * @param time T, microseconds since the epoch
 * @param newest the last event in {@link Event#ORDER} of those that hold the view's condition and
 *     have event time ≤ T, or null when there is none
 * @param events the key's events in {@link Event#ORDER}: at least all within the bounded windows
 *     that are asked for
 * @param lifetimes the totals of all events of the key with event time &lt; T − offset, for the
 *     offset of the lifetime windows that are asked for
 */
public record ViewAtT(
    long time, @Nullable Event newest, List<? extends Event> events, Lifetimes lifetimes) {

  /** The value of one feature of the view. */
  public FeatureValue value(View view, Feature feature) {
    if (feature instanceof Latest latest) {
      return latest(view.ttl(), latest);
    }
    return window((Window) feature);
  }

  private FeatureValue latest(long ttl, Latest feature) {
    if (newest == null) {
      return new FeatureValue(null, Status.NOT_FOUND, Micros.NONE);
    }
    if (ttl > 0 && newest.eventTime() < time - ttl) {
      return new FeatureValue(null, Status.OUTSIDE_MAX_AGE, newest.eventTime());
    }
    return found(newest.value(feature.column()), newest.eventTime());
  }

  private FeatureValue window(Window feature) {
    long seen = newest == null ? Micros.NONE : newest.eventTime();
    try {
      Object value = feature.lifetime() ? lifetimes.result(feature.window()) : aggregate(feature);
      return newest == null
          ? new FeatureValue(value, Status.NOT_FOUND, Micros.NONE)
          : found(value, seen);
    } catch (AggregateOverflowException overflow) {
      return new FeatureValue(null, Status.INVALID, seen);
    }
  }

  private static FeatureValue found(@Nullable Object value, long eventTime) {
    return new FeatureValue(value, value == null ? Status.NULL_VALUE : Status.PRESENT, eventTime);
  }

  private @Nullable Object aggregate(Window feature) {
    Accumulator state = feature.window().aggregation().start();
    int end = firstAtOrAfter(feature.until(time));
    for (int i = firstAtOrAfter(feature.from(time)); i < end; i++) {
      add(state, feature.window(), events.get(i));
    }
    return state.result();
  }

  static void add(Accumulator state, Input input, Event event) {
    if (event.holds(input.condition())) {
      Object value = input.column() < 0 ? event : event.value(input.column());
      if (value != null) {
        state.add(event, value);
      }
    }
  }

  private int firstAtOrAfter(long bound) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (events.get(middle).eventTime() < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
