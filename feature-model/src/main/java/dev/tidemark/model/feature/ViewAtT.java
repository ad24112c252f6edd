package dev.tidemark.model.feature;

import dev.tidemark.model.aggregate.AggregateOverflowException;
import dev.tidemark.model.feature.Feature.Latest;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.time.Micros;
import org.jspecify.annotations.Nullable;

/**
 * What the features of a view are at T for one key: the one place that knows. The contract is
 * {@code docs/spec/semantics.md}.
 *
 * @param time T, microseconds since the epoch
 * @param newest the last event in {@link Event#ORDER} of those that hold the view's condition and
 *     have event time ≤ T, or null when there is none
 * @param past the key's events
 */
public record ViewAtT(long time, @Nullable Event newest, Past past) {

  /** The events of one key in one log, as windows see them. */
  @FunctionalInterface
  public interface Past {
    /**
     * The aggregate of a window's input over the events in {@code [from, until)}.
     *
     * @param from microseconds since the epoch; {@link Long#MIN_VALUE} for a lifetime
     * @param until the same
     * @throws AggregateOverflowException when the result does not fit its type
     */
    @Nullable Object aggregate(Window window, long from, long until);
  }

  /** The value of one feature of the view. */
  public FeatureValue value(View view, Feature feature) {
    return feature instanceof Latest latest ? latest(view, latest) : window((Window) feature);
  }

  /**
   * What all latest features of the view have in common: {@link Status#NOT_FOUND}, {@link
   * Status#OUTSIDE_MAX_AGE}, or {@link Status#PRESENT} when each is what the newest event has for
   * it.
   */
  public Status latest(View view) {
    if (newest == null) {
      return Status.NOT_FOUND;
    }
    return view.ttl() > 0 && newest.eventTime() < time - view.ttl()
        ? Status.OUTSIDE_MAX_AGE
        : Status.PRESENT;
  }

  private FeatureValue latest(View view, Latest feature) {
    Status status = latest(view);
    long seen = newest == null ? Micros.NONE : newest.eventTime();
    return newest != null && status == Status.PRESENT
        ? found(newest.value(feature.column()), seen)
        : new FeatureValue(null, status, seen);
  }

  private FeatureValue window(Window feature) {
    long seen = newest == null ? Micros.NONE : newest.eventTime();
    try {
      Object value = past.aggregate(feature, feature.from(time), feature.until(time));
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
}
