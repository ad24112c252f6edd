package dev.tidemark.model.feature;

import dev.tidemark.model.aggregate.Accumulator;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What some inputs add up to over a set of events; who keeps it decides which events those are. */
public final class Totals {
  private final List<Input> inputs;
  private final Accumulator[] states;

  private Totals(List<Input> inputs, Accumulator[] states) {
    this.inputs = inputs;
    this.states = states;
  }

  /** Totals of no event. */
  public static Totals start(List<Input> inputs) {
    Accumulator[] states = new Accumulator[inputs.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = inputs.get(i).aggregation().start();
    }
    return new Totals(inputs, states);
  }

  /** Totals that {@link #write} wrote, for the same inputs. */
  public static Totals read(List<Input> inputs, ByteSource in) {
    Accumulator[] states = new Accumulator[inputs.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = inputs.get(i).aggregation().read(in);
    }
    return new Totals(inputs, states);
  }

  public void write(ByteSink out) {
    for (Accumulator state : states) {
      state.write(out);
    }
  }

  /** Counts one event in, where its condition holds and the input is not null. */
  public void add(Event event) {
    for (int i = 0; i < states.length; i++) {
      inputs.get(i).add(states[i], event);
    }
  }

  /** Counts in what other totals of the same inputs hold; the other stays as it is. */
  public void merge(Totals other) {
    for (int i = 0; i < states.length; i++) {
      states[i].merge(other.states[i]);
    }
  }

  /**
   * The aggregate of an input, by its place.
   *
   * @throws dev.tidemark.model.aggregate.AggregateOverflowException when it does not fit its type
   */
  public @Nullable Object result(int input) {
    return states[input].result();
  }
}
