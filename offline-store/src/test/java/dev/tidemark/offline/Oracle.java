package dev.tidemark.offline;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.Case.Ask;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The contract once more, by looking at every event for every question: written from the text of
 * {@code docs/spec/semantics.md}, without the product's rule, accumulators or order.
 */
final class Oracle {
  private static final Comparator<Happening> OLDEST_FIRST =
      Comparator.<Happening>comparingLong(e -> e.time())
          .thenComparing(Happening::created, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparingInt(Happening::order);

  private static final MathContext DIGITS = new MathContext(100);

  private final List<Happening> events;
  private final boolean byArrival;
  private final long newestArrival;

  Oracle(List<Happening> events) {
    this(events, false);
  }

  /**
   * @param byArrival whether an event counts only from its arrival on
   */
  Oracle(List<Happening> events, boolean byArrival) {
    this.byArrival = byArrival;
    newestArrival = events.stream().mapToLong(Happening::arrival).max().orElse(Long.MIN_VALUE);
    this.events = events.stream().filter(e -> visible(e, events)).sorted(OLDEST_FIRST).toList();
  }

  /** Whether no tombstone of its key stands later in the log, or bears a later time. */
  private static boolean visible(Happening event, List<Happening> log) {
    return !event.isTombstone()
        && log.stream()
            .filter(Happening::isTombstone)
            .filter(deletion -> deletion.key().equals(event.key()))
            .noneMatch(d -> d.order() > event.order() || d.time() > event.time());
  }

  /** A value with the name of its status. */
  record Expected(Object value, String status) {}

  /** A label: what the feature is a while after the row, if the log reaches that far. */
  Object label(Ask ask, Duration horizon, FeatureView view, FeatureDefinition feature) {
    Ask later = new Ask(ask.key(), ask.time() + micros(horizon));
    return later.time() > newestArrival ? null : at(later, view, feature).value();
  }

  Expected at(Ask ask, FeatureView view, FeatureDefinition feature) {
    List<Happening> ofView =
        events.stream()
            .filter(e -> !byArrival || e.arrival() <= ask.time())
            .filter(e -> !ask.key().contains(null) && e.key().equals(ask.key()))
            .filter(e -> holds(e, view.where()))
            .toList();
    Happening newest = null;
    for (Happening event : ofView) {
      newest = event.time() <= ask.time() ? event : newest;
    }
    return switch (feature) {
      case FeatureDefinition.Latest latest -> latest(ask, view, latest, newest);
      case FeatureDefinition.Window window -> {
        Object value = window(ask, window, ofView);
        yield new Expected(
            value, newest == null ? "NOT_FOUND" : value == null ? "NULL_VALUE" : "PRESENT");
      }
    };
  }

  private static boolean holds(Happening event, Optional<String> condition) {
    return condition.isEmpty() || event.holds(condition.get());
  }

  private static Expected latest(
      Ask ask, FeatureView view, FeatureDefinition.Latest feature, Happening newest) {
    if (newest == null) {
      return new Expected(null, "NOT_FOUND");
    }
    if (!view.ttl().isZero() && newest.time() < ask.time() - micros(view.ttl())) {
      return new Expected(null, "OUTSIDE_MAX_AGE");
    }
    Object value = newest.value(index(feature.from()));
    return new Expected(value, value == null ? "NULL_VALUE" : "PRESENT");
  }

  private static Object window(Ask ask, FeatureDefinition.Window feature, List<Happening> ofView) {
    List<Object> inputs = new ArrayList<>();
    long end = ask.time() - micros(feature.offset());
    for (Happening event : ofView) {
      boolean within = event.time() < end && event.time() >= from(feature, end);
      Object input = feature.of().map(of -> event.value(index(of))).orElse(null);
      if (within && holds(event, feature.where()) && (feature.of().isEmpty() || input != null)) {
        inputs.add(input);
      }
    }
    return switch (feature.aggregate()) {
      case COUNT -> (long) inputs.size();
      case FIRST_N -> inputs.stream().limit(feature.n()).toList();
      case LAST_N -> inputs.reversed().stream().limit(feature.n()).toList();
      case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> (long) Frequency.of(inputs).size();
      case TOP_K -> Frequency.of(inputs).stream().limit(feature.n()).map(Frequency::value).toList();
      case SUM, MEAN, MIN, MAX, FIRST, LAST, VARIANCE, STDDEV, APPROX_PERCENTILE ->
          inputs.isEmpty() ? null : ofSome(feature, inputs, type(feature.of().orElseThrow()));
    };
  }

  private static long from(FeatureDefinition.Window feature, long end) {
    if (feature.window().isEmpty()) {
      return Long.MIN_VALUE;
    }
    long from = end - micros(feature.window().get());
    return feature.resolution().map(r -> from - Math.floorMod(from, micros(r))).orElse(from);
  }

  private static Object ofSome(
      FeatureDefinition.Window feature, List<Object> inputs, ValueType type) {
    return switch (feature.aggregate()) {
      case FIRST -> inputs.getFirst();
      case LAST -> inputs.getLast();
      case SUM -> type.scalar().integral() ? (Object) wide(inputs).longValueExact() : sum(inputs);
      case MEAN ->
          (type.scalar().integral() ? wide(inputs).doubleValue() : sum(inputs)) / inputs.size();
      case MIN -> inputs.stream().min(Oracle::compare).orElseThrow();
      case MAX -> inputs.stream().max(Oracle::compare).orElseThrow();
      case VARIANCE -> inputs.size() < 2 ? null : variance(inputs).doubleValue();
      case STDDEV -> inputs.size() < 2 ? null : variance(inputs).sqrt(DIGITS).doubleValue();
      case APPROX_PERCENTILE -> {
        double rank = Math.ceil(inputs.size() * (feature.percentile() * 10) / 10 - 1e-9);
        yield inputs.stream()
            .map(input -> ((Number) input).doubleValue())
            .sorted()
            .skip((long) Math.max(0, rank - 1))
            .findFirst()
            .orElseThrow();
      }
      case COUNT, FIRST_N, LAST_N, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, TOP_K ->
          throw new IllegalArgumentException();
    };
  }

  /** By the squares of the distances from the mean. */
  private static BigDecimal variance(List<Object> inputs) {
    BigDecimal n = BigDecimal.valueOf(inputs.size());
    List<BigDecimal> exact = inputs.stream().map(Oracle::decimal).toList();
    BigDecimal mean = exact.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(n, DIGITS);
    BigDecimal squares = BigDecimal.ZERO;
    for (BigDecimal input : exact) {
      squares = squares.add(input.subtract(mean).pow(2));
    }
    return squares.divide(n.subtract(BigDecimal.ONE), DIGITS);
  }

  private static BigDecimal decimal(Object input) {
    return input instanceof Integer || input instanceof Long
        ? BigDecimal.valueOf(((Number) input).longValue())
        : new BigDecimal(((Number) input).doubleValue());
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }

  private static BigInteger wide(List<Object> inputs) {
    return inputs.stream()
        .map(input -> BigInteger.valueOf(((Number) input).longValue()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static double sum(List<Object> inputs) {
    return inputs.stream()
        .map(input -> new BigDecimal(((Number) input).doubleValue()))
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .doubleValue();
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  private static int index(String column) {
    return Case.COLUMNS.stream().map(Column::name).toList().indexOf(column);
  }

  private static ValueType type(String column) {
    return Case.COLUMNS.get(index(column)).type();
  }
}
