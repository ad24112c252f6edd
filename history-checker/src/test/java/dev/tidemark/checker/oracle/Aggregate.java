package dev.tidemark.checker.oracle;

import dev.tidemark.checker.definition.Feature;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a function makes of the inputs of a window, rules 3.4 to 3.9. */
final class Aggregate {
  private static final MathContext DIGITS = new MathContext(120);

  private Aggregate() {}

  /**
   * The value of a window.
   *
   * @param inputs none is null; the oldest first
   */
  static Object of(Feature.Window window, List<Object> inputs) {
    return switch (window.function()) {
      case COUNT -> (long) inputs.size();
      case FIRST_N -> inputs.stream().limit(window.n()).toList();
      case LAST_N -> inputs.reversed().stream().limit(window.n()).toList();
      case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> (long) frequencies(window, inputs).size();
      case TOP_K ->
          frequencies(window, inputs).entrySet().stream()
              .sorted(
                  Map.Entry.<Object, Long>comparingByValue().reversed()) // keeps the lesser first
              .limit(window.n())
              .map(Map.Entry::getKey)
              .toList();
      case SUM, MEAN, MIN, MAX, VARIANCE, STDDEV, FIRST, LAST, APPROX_PERCENTILE ->
          inputs.isEmpty() ? null : ofSome(window, inputs);
    };
  }

  private static Object ofSome(Feature.Window window, List<Object> inputs) {
    return switch (window.function()) {
      case FIRST -> inputs.getFirst();
      case LAST -> inputs.getLast();
      case MIN -> inputs.stream().min(ascending(window)).orElseThrow();
      case MAX -> inputs.stream().max(ascending(window)).orElseThrow();
      case SUM ->
          window.input().type().scalar().whole()
              ? (Object) sum(inputs).longValueExact()
              : (Object) sum(inputs).doubleValue();
      case MEAN -> sum(inputs).doubleValue() / inputs.size();
      case VARIANCE -> inputs.size() < 2 ? null : variance(inputs).doubleValue();
      case STDDEV -> inputs.size() < 2 ? null : variance(inputs).sqrt(DIGITS).doubleValue();
      case APPROX_PERCENTILE ->
          inputs.stream()
              .map(input -> ((Number) input).doubleValue())
              .sorted()
              .skip(Math.max(1, Math.ceilDiv(window.percentile() * inputs.size(), 10)) - 1L)
              .findFirst()
              .orElseThrow();
      case COUNT, FIRST_N, LAST_N, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, TOP_K ->
          throw new IllegalArgumentException("The empty window has a value");
    };
  }

  private static BigDecimal decimal(Object number) {
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : new BigDecimal(((Number) number).doubleValue());
  }

  private static BigDecimal sum(List<Object> inputs) {
    return inputs.stream().map(Aggregate::decimal).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal variance(List<Object> inputs) {
    BigDecimal mean = sum(inputs).divide(BigDecimal.valueOf(inputs.size()), DIGITS);
    BigDecimal squares = BigDecimal.ZERO;
    for (Object input : inputs) {
      squares = squares.add(decimal(input).subtract(mean).pow(2));
    }
    return squares.divide(BigDecimal.valueOf(inputs.size() - 1L), DIGITS);
  }

  /** How often each distinct value occurs, the lesser first. */
  private static Map<Object, Long> frequencies(Feature.Window window, List<Object> inputs) {
    Map<Object, Long> frequencies = new TreeMap<>(ascending(window));
    for (Object input : inputs) {
      Object one = input.equals(-0.0) ? (Object) 0.0 : input.equals(-0f) ? (Object) 0f : input;
      frequencies.merge(one, 1L, Long::sum);
    }
    return frequencies;
  }

  @SuppressWarnings("unchecked") // the values of a column are of one class
  private static Comparator<Object> ascending(Feature.Window window) {
    return switch (window.input().type().scalar()) {
      case STRING ->
          (a, b) ->
              Arrays.compare(
                  ((String) a).codePoints().toArray(), ((String) b).codePoints().toArray());
      case BYTES ->
          (a, b) ->
              Arrays.compareUnsigned(
                  Base64.getDecoder().decode((String) a), Base64.getDecoder().decode((String) b));
      case BOOL, INT32, INT64, FLOAT, DOUBLE, TIMESTAMP ->
          (a, b) -> ((Comparable<Object>) a).compareTo(b);
    };
  }
}
