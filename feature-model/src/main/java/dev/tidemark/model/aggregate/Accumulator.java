package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * The running state of one aggregate. Its result is a function of the set of events added: neither
 * the order in which they were added nor the shape in which states were merged shows, to the bit.
 */
public sealed interface Accumulator
    permits Reversible, Extreme, Ends, CountDistinct, ApproxCountDistinct, ApproxPercentile, TopK {

  /**
   * Adds one event.
   *
   * @param value the event's non-null input; the event itself for a {@code count} of events
   */
  void add(Event event, Object value);

  /**
   * Adds what another state of the same aggregation holds, of events that this one does not hold;
   * the other stays as it is.
   */
  void merge(Accumulator other);

  /**
   * The aggregate of what was added, in the Java type of the function's result; null for the empty
   * window of a function that has no value there.
   *
   * @throws AggregateOverflowException when the result does not fit its type
   */
  @Nullable Object result();

  /** Appends the state to {@code out}; the formats are in {@code docs/spec/online-row.md}. */
  void write(ByteSink out);

  /** Replaces this state, which is empty, by one that {@link #write} wrote. */
  void read(ByteSource in);
}
