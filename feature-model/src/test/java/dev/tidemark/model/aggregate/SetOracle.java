package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.TestEvent;
import dev.tidemark.model.time.Micros;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the functions say of all events at once, by brute force; few events only. */
final class SetOracle {
  private static final MathContext DIGITS = new MathContext(60);

  private SetOracle() {}

  static Object result(Aggregation aggregation, List<TestEvent> events) {
    List<TestEvent> sorted = new ArrayList<>(events);
    sorted.sort(
        Comparator.comparingLong(TestEvent::eventTime)
            .thenComparingLong(TestEvent::createdTime)
            .thenComparingLong(TestEvent::position));
    List<Object> oldest = sorted.stream().map(TestEvent::value).toList();
    List<Object> newest = new ArrayList<>(oldest);
    Collections.reverse(newest);
    int n = aggregation.n();
    return switch (aggregation.function()) {
      case COUNT -> (long) oldest.size();
      case FIRST_N -> oldest.stream().limit(n).toList();
      case LAST_N -> newest.stream().limit(n).toList();
      case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> (long) counts(oldest).size();
      case TOP_K -> top(oldest).stream().limit(n).toList();
      case SUM, MEAN, MIN, MAX, VARIANCE, STDDEV, FIRST, LAST, APPROX_PERCENTILE ->
          oldest.isEmpty() ? null : ofSome(aggregation, oldest);
    };
  }

  private static Object ofSome(Aggregation aggregation, List<Object> inputs) {
    return switch (aggregation.function()) {
      case FIRST -> inputs.get(0);
      case LAST -> inputs.get(inputs.size() - 1);
      case MIN -> inputs.stream().min(SetOracle::compare).orElseThrow();
      case MAX -> inputs.stream().max(SetOracle::compare).orElseThrow();
      case SUM -> sum(inputs, inputs.get(0) instanceof Number n && whole(n));
      case MEAN -> mean(inputs);
      case VARIANCE -> inputs.size() < 2 ? null : finite(variance(inputs));
      case STDDEV -> inputs.size() < 2 ? null : finite(variance(inputs).sqrt(DIGITS));
      case APPROX_PERCENTILE -> percentile(aggregation.percentile(), inputs);
      case COUNT, FIRST_N, LAST_N, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, TOP_K ->
          throw new IllegalArgumentException();
    };
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }

  private static boolean whole(Number number) {
    return number instanceof Integer || number instanceof Long;
  }

  private static BigDecimal exact(Object input) {
    Number number = (Number) input;
    return whole(number)
        ? BigDecimal.valueOf(number.longValue())
        : new BigDecimal(number.doubleValue());
  }

  private static BigDecimal total(List<Object> inputs) {
    return inputs.stream().map(SetOracle::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Object sum(List<Object> inputs, boolean whole) {
    if (!whole) {
      return finite(total(inputs));
    }
    BigInteger sum = total(inputs).toBigIntegerExact();
    return sum.bitLength() < 64 ? (Object) sum.longValue() : AggregateOverflowException.class;
  }

  /** Rounded twice, as the mean is; but not beyond the doubles on the way. */
  private static Object mean(List<Object> inputs) {
    BigDecimal total = total(inputs);
    double rounded = total.doubleValue();
    return Double.isInfinite(rounded)
        ? total.divide(BigDecimal.valueOf(inputs.size()), MathContext.DECIMAL128).doubleValue()
        : rounded / inputs.size();
  }

  private static Object finite(BigDecimal exact) {
    double rounded = exact.doubleValue();
    return Double.isInfinite(rounded) ? AggregateOverflowException.class : (Object) rounded;
  }

  /** By the squares of the distances, unlike the code under test. */
  private static BigDecimal variance(List<Object> inputs) {
    BigDecimal n = BigDecimal.valueOf(inputs.size());
    BigDecimal total = total(inputs);
    BigDecimal squares = BigDecimal.ZERO;
    for (Object input : inputs) {
      BigDecimal distance = exact(input).multiply(n).subtract(total);
      squares = squares.add(distance.multiply(distance));
    }
    BigDecimal parts = n.multiply(n).multiply(n.subtract(BigDecimal.ONE));
    return squares.divide(parts, DIGITS);
  }

  private static Object percentile(double percentile, List<Object> inputs) {
    BigDecimal wanted =
        new BigDecimal(Double.toString(percentile)).multiply(BigDecimal.valueOf(inputs.size()));
    return inputs.stream()
        .map(input -> ((Number) input).doubleValue())
        .sorted()
        .filter(value -> {
          long within =
              inputs.stream()
                  .filter(i -> Double.compare(((Number) i).doubleValue(), value) <= 0)
                  .count();
          return BigDecimal.valueOf(within).compareTo(wanted) >= 0;
        })
        .findFirst()
        .orElseThrow();
  }

  /** By what tells values apart, which sorts as they do. */
  private static Map<ByteBuffer, List<Object>> counts(List<Object> inputs) {
    return inputs.stream()
        .collect(
            Collectors.groupingBy(
                SetOracle::sortable,
                () -> new TreeMap<>((a, b) -> Arrays.compareUnsigned(a.array(), b.array())),
                Collectors.toList()));
  }

  /** Bytes that sort, unsigned, as the values do. */
  private static ByteBuffer sortable(Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (value instanceof String text) {
      return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
    if (value instanceof Boolean flag) {
      return ByteBuffer.wrap(new byte[] {(byte) (flag ? 1 : 0)});
    }
    BigDecimal number =
        value instanceof Instant time ? BigDecimal.valueOf(Micros.of(time)) : exact(value);
    // Every finite double is a whole number of 2^-1074 and below 2^1024.
    byte[] magnitude =
        number
            .multiply(new BigDecimal(BigInteger.TWO.pow(1074)))
            .add(new BigDecimal(BigInteger.TWO.pow(2200)))
            .toBigIntegerExact()
            .toByteArray();
    return ByteBuffer.wrap(magnitude);
  }

  private static List<Object> top(List<Object> inputs) {
    return counts(inputs).values().stream()
        .sorted(Comparator.comparingInt((List<Object> same) -> same.size()).reversed())
        .map(same -> positive(same.get(0)))
        .toList();
  }

  private static Object positive(Object value) {
    if (value instanceof Float f && f == 0) {
      return 0f;
    }
    return value instanceof Double d && d == 0 ? (Object) 0.0 : value;
  }
}
