package dev.tidemark.model.feature;

import dev.tidemark.model.aggregate.Accumulator;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The running totals behind one key's {@code lifetime} windows of one offset. At T they hold the
 * events before T − offset, each once; who keeps them decides when an event is settled.
 */
public final class Lifetimes {
  private final List<Input> inputs;
  private final List<Accumulator> totals;

  private Lifetimes(List<Input> inputs, List<Accumulator> totals) {
    this.inputs = inputs;
    this.totals = totals;
  }

  /** Totals of no event, one for each of the distinct inputs of a log's lifetime windows. */
  public static Lifetimes start(List<Input> inputs) {
    return new Lifetimes(inputs, inputs.stream().map(i -> i.aggregation().start()).toList());
  }

  /** Totals that {@link #write} wrote, for the same inputs. */
  public static Lifetimes read(List<Input> inputs, ByteSource in) {
    List<Accumulator> totals = new ArrayList<>(inputs.size());
    for (Input input : inputs) {
      totals.add(input.aggregation().read(in));
    }
    return new Lifetimes(inputs, totals);
  }

  public void write(ByteSink out) {
    totals.forEach(total -> total.write(out));
  }

  /** Counts one event in. */
  public void settle(Event event) {
    for (int i = 0; i < totals.size(); i++) {
      ViewAtT.add(totals.get(i), inputs.get(i), event);
    }
  }

  @Nullable Object result(Input input) {
    return totals.get(inputs.indexOf(input)).result();
  }
}
