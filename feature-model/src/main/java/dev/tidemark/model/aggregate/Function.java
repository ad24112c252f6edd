package dev.tidemark.model.aggregate;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The aggregate functions of the definition language. */
public enum Function {
  COUNT,
  SUM,
  MEAN,
  MIN,
  MAX,
  VARIANCE,
  STDDEV,
  FIRST,
  LAST,
  FIRST_N,
  LAST_N,
  COUNT_DISTINCT,
  APPROX_COUNT_DISTINCT,
  APPROX_PERCENTILE,
  TOP_K;

  /** The name in definitions: {@code last_n}. */
  public String keyword() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The function of that name in definitions. */
  public static Optional<Function> parse(String keyword) {
    for (Function function : values()) {
      if (function.keyword().equals(keyword)) {
        return Optional.of(function);
      }
    }
    return Optional.empty();
  }

  /** Whether it can do without {@code of}. */
  public boolean inputOptional() {
    return this == COUNT;
  }

  /** Whether it takes {@code n}. */
  public boolean takesN() {
    return this == FIRST_N || this == LAST_N || this == TOP_K;
  }

  /** Whether it takes {@code percentile}. */
  public boolean takesPercentile() {
    return this == APPROX_PERCENTILE;
  }

  /**
   * The type of the result, or empty when the function makes no sense over the input.
   *
   * @param input null only for a {@code count} of events
   */
  public Optional<ValueType> resultType(@Nullable ValueType input) {
    if (this == COUNT) {
      return Optional.of(ValueType.of(Scalar.INT64));
    }
    if (input == null || input.array()) {
      return Optional.empty();
    }
    Scalar scalar = input.scalar();
    return switch (this) {
      case COUNT -> Optional.of(ValueType.of(Scalar.INT64));
      case SUM ->
          scalar.numeric()
              ? Optional.of(ValueType.of(scalar.integral() ? Scalar.INT64 : Scalar.DOUBLE))
              : Optional.empty();
      case MEAN, VARIANCE, STDDEV, APPROX_PERCENTILE ->
          scalar.numeric() ? Optional.of(ValueType.of(Scalar.DOUBLE)) : Optional.empty();
      case MIN, MAX ->
          scalar.numeric() || scalar == Scalar.TIMESTAMP ? Optional.of(input) : Optional.empty();
      case FIRST, LAST -> Optional.of(input);
      case FIRST_N, LAST_N, TOP_K -> Optional.of(ValueType.arrayOf(scalar));
      case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> Optional.of(ValueType.of(Scalar.INT64));
    };
  }
}
