package dev.tidemark.online.fold;

import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What features are, computed from all events by the words of the specification alone. */
final class Oracle {
  /** An answer; the time is null when there is no row. */
  record Answer(Object value, String status, Long time) {}

  private static final MathContext DIGITS = new MathContext(100);

  private final List<Plain> events = new ArrayList<>();

  void add(Plain event) {
    events.add(event);
  }

  /** Whether no tombstone of its key stands later in the log, or bears a later time. */
  private boolean visible(Plain event) {
    return !event.isTombstone()
        && events.stream()
            .filter(Plain::isTombstone)
            .filter(d -> d.source().equals(event.source()) && d.key().equals(event.key()))
            .noneMatch(d -> d.offset() > event.offset() || d.time() > event.time());
  }

  /** The events that enter a view for a key, the oldest first. */
  private List<Plain> rows(FeatureView view, List<Object> key) {
    return events.stream()
        .filter(e -> e.source().equals(view.source()) && e.key().equals(key))
        .filter(this::visible)
        .filter(e -> view.where().map(e::holds).orElse(true))
        .sorted(
            Comparator.comparingLong(Plain::time)
                .thenComparing(Plain::created, Comparator.nullsFirst(Long::compare))
                .thenComparingLong(Plain::offset))
        .toList();
  }

  /** The time of the newest event of a view for a key, or null. */
  Long newest(FeatureView view, List<Object> key) {
    List<Plain> rows = rows(view, key);
    return rows.isEmpty() ? null : rows.getLast().time();
  }

  Answer answer(FeatureView view, FeatureDefinition feature, List<Object> key, long t) {
    List<Plain> upTo = rows(view, key).stream().filter(e -> e.time() <= t).toList();
    if (feature instanceof FeatureDefinition.Latest latest) {
      return latest(view, latest, upTo, t);
    }
    FeatureDefinition.Window window = (FeatureDefinition.Window) feature;
    Long seen = upTo.isEmpty() ? null : upTo.getLast().time();
    long to = t - micros(window.offset());
    long from = from(window, to);
    List<Plain> inside =
        upTo.stream()
            .filter(e -> from <= e.time() && e.time() < to)
            .filter(e -> window.where().map(e::holds).orElse(true))
            .toList();
    try {
      Object value = aggregate(window, inside);
      String status = upTo.isEmpty() ? "NOT_FOUND" : value == null ? "NULL_VALUE" : "PRESENT";
      return new Answer(value, status, seen);
    } catch (ArithmeticException overflow) {
      return new Answer(null, "INVALID", seen);
    }
  }

  private static Answer latest(
      FeatureView view, FeatureDefinition.Latest feature, List<Plain> upTo, long t) {
    if (upTo.isEmpty()) {
      return new Answer(null, "NOT_FOUND", null);
    }
    Plain row = upTo.getLast();
    long ttl = micros(view.ttl());
    if (ttl > 0 && row.time() < t - ttl) {
      return new Answer(null, "OUTSIDE_MAX_AGE", row.time());
    }
    Object value = row.columns().get(feature.from());
    return new Answer(value, value == null ? "NULL_VALUE" : "PRESENT", row.time());
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  private static Object aggregate(FeatureDefinition.Window window, List<Plain> inside) {
    if (window.of().isEmpty()) {
      return (long) inside.size();
    }
    List<Object> inputs =
        inside.stream()
            .map(e -> e.columns().get(window.of().get()))
            .filter(Objects::nonNull)
            .toList();
    return switch (window.aggregate()) {
      case COUNT -> (long) inputs.size();
      case FIRST_N -> inputs.stream().limit(window.n()).toList();
      case LAST_N -> inputs.reversed().stream().limit(window.n()).toList();
      case MIN -> inputs.stream().min(Oracle::compare).orElse(null);
      case MAX -> inputs.stream().max(Oracle::compare).orElse(null);
      case FIRST -> inputs.isEmpty() ? null : inputs.getFirst();
      case LAST -> inputs.isEmpty() ? null : inputs.getLast();
      case SUM -> inputs.isEmpty() ? null : sum(inputs);
      case MEAN -> inputs.isEmpty() ? null : exact(inputs).doubleValue() / inputs.size();
      case VARIANCE -> inputs.size() < 2 ? null : variance(inputs).doubleValue();
      case STDDEV -> inputs.size() < 2 ? null : variance(inputs).sqrt(DIGITS).doubleValue();
      case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> (long) counts(inputs).size();
      case TOP_K ->
          counts(inputs).entrySet().stream()
              .sorted(Map.Entry.<Object, Long>comparingByValue().reversed())
              .limit(window.n())
              .map(Map.Entry::getKey)
              .toList();
      case APPROX_PERCENTILE -> inputs.isEmpty() ? null : percentile(window.percentile(), inputs);
    };
  }

  private static long from(FeatureDefinition.Window window, long to) {
    if (window.window().isEmpty()) {
      return Long.MIN_VALUE;
    }
    long from = to - micros(window.window().get());
    return window.resolution().map(r -> from - Math.floorMod(from, micros(r))).orElse(from);
  }

  /** By the squares of the distances from the mean. */
  private static BigDecimal variance(List<Object> inputs) {
    BigDecimal n = BigDecimal.valueOf(inputs.size());
    BigDecimal mean = exact(inputs).divide(n, DIGITS);
    BigDecimal squares = BigDecimal.ZERO;
    for (Object input : inputs) {
      squares = squares.add(exact(List.of(input)).subtract(mean).pow(2));
    }
    return squares.divide(n.subtract(BigDecimal.ONE), DIGITS);
  }

  /** Of each distinct value, ascending, how often it occurs; -0.0 is 0.0. */
  private static TreeMap<Object, Long> counts(List<Object> inputs) {
    TreeMap<Object, Long> counts = new TreeMap<>();
    for (Object input : inputs) {
      counts.merge(input instanceof Double d && d == 0 ? (Object) 0.0 : input, 1L, Long::sum);
    }
    return counts;
  }

  /** Of fewer inputs than the sample holds; the percentile is a whole number of tenths. */
  private static double percentile(double percentile, List<Object> inputs) {
    long rank = Math.max(1, Math.ceilDiv(Math.round(percentile * 10) * inputs.size(), 10));
    return inputs.stream()
        .map(input -> ((Number) input).doubleValue())
        .sorted()
        .toList()
        .get((int) rank - 1);
  }

  private static int compare(Object left, Object right) {
    return left instanceof Double d
        ? Double.compare(d, (Double) right)
        : Long.compare(((Number) left).longValue(), ((Number) right).longValue());
  }

  private static Object sum(List<Object> inputs) {
    BigDecimal sum = exact(inputs);
    if (inputs.getFirst() instanceof Double) {
      return sum.doubleValue();
    }
    BigInteger whole = sum.toBigIntegerExact();
    return whole.longValueExact();
  }

  private static BigDecimal exact(List<Object> inputs) {
    return inputs.stream()
        .map(i ->
            i instanceof Double d
                ? new BigDecimal(d)
                : BigDecimal.valueOf(((Number) i).longValue()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
