package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function with its input, ready to run.
 *
 * @param input the type of the column, or null for a {@code count} of events
 * @param n the length of {@code first_n}, {@code last_n} and {@code top_k}; 0 for every other
 *     function
 * @param percentile of {@code approx_percentile}, from 0 to 1; 0 for every other function
 */
public record Aggregation(Function function, @Nullable ValueType input, int n, double percentile) {

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

  /** An aggregation of a function that takes no percentile. */
  public Aggregation(Function function, @Nullable ValueType input, int n) {
    this(function, input, n, 0);
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
      case VARIANCE -> new Variance(false, integral());
      case STDDEV -> new Variance(true, integral());
      case FIRST, FIRST_N -> new Ends(scalar(), Event.ORDER, n);
      case LAST, LAST_N -> new Ends(scalar(), Event.ORDER.reversed(), n);
      case COUNT_DISTINCT -> new CountDistinct(scalar());
      case APPROX_COUNT_DISTINCT -> new ApproxCountDistinct(scalar());
      case APPROX_PERCENTILE -> new ApproxPercentile(percentile);
      case TOP_K -> new TopK(scalar(), n);
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

  /** Names what is kept of a log, so it stays as it is for what is kept already. */
  @Override
  public String toString() {
    String text = "Aggregation[function=%s, input=%s, n=%d".formatted(function, input, n);
    return text + (function.takesPercentile() ? ", percentile=" + percentile + "]" : "]");
  }
}
