package dev.tidemark.online.fold;

import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** What features are, computed from all events by the words of the specification alone. */
final class Oracle {
  /** An answer; the time is null when there is no row. */
  record Answer(Object value, String status, Long time) {}

  private final List<Plain> events = new ArrayList<>();

  void add(Plain event) {
    events.add(event);
  }

  /** The events that enter a view for a key, the oldest first. */
  private List<Plain> rows(FeatureView view, List<Object> key) {
    return events.stream()
        .filter(e -> e.source().equals(view.source()) && e.key().equals(key))
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
    long from = window.window().map(w -> to - micros(w)).orElse(Long.MIN_VALUE);
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
      case LAST_N -> inputs.reversed().stream().limit(window.n()).toList();
      case MIN -> inputs.stream().min(Oracle::compare).orElse(null);
      case MAX -> inputs.stream().max(Oracle::compare).orElse(null);
      case SUM -> inputs.isEmpty() ? null : sum(inputs);
      case MEAN -> inputs.isEmpty() ? null : exact(inputs).doubleValue() / inputs.size();
    };
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
