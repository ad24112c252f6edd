package dev.tidemark.model.aggregate;

import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function with its input, ready to run.
 *
 * @param input the type of the column, or null for a {@code count} of events
 * @param n the length of {@code last_n}; 0 for every other function
 */
public record Aggregation(Function function, @Nullable ValueType input, int n) {

  /**
   * An aggregation of a function that fits its input.
   *
   * @throws IllegalArgumentException when the function does not fit the input
   */
  public Aggregation {
    if (function.resultType(input).isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot aggregate: %s over %s".formatted(function.keyword(), input));
    }
  }

  public ValueType resultType() {
    return function.resultType(input).orElseThrow();
  }

  /** The state of the empty window. */
  public Accumulator start() {
    return switch (function) {
      case COUNT -> new Count();
      case SUM -> integral() ? new LongSum(false) : new DoubleSum(false);
      case MEAN -> integral() ? new LongSum(true) : new DoubleSum(true);
      case MIN -> new Extreme(scalar(), -1);
      case MAX -> new Extreme(scalar(), 1);
      case LAST_N -> new LastN(scalar(), n);
    };
  }

  /** The state that {@link Accumulator#write} wrote. */
  public Accumulator read(ByteSource in) {
    Accumulator state = start();
    state.read(in);
    return state;
  }

  private Scalar scalar() {
    return Objects.requireNonNull(input).scalar();
  }

  private boolean integral() {
    return input != null && input.scalar().integral();
  }
}
