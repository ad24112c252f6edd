package dev.tidemark.offline;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.Case.Ask;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import java.math.BigDecimal;
import java.math.BigInteger;
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

  private final List<Happening> events;

  Oracle(List<Happening> events) {
    this.events = events.stream().sorted(OLDEST_FIRST).toList();
  }

  /** A value with the name of its status. */
  record Expected(Object value, String status) {}

  Expected at(Ask ask, FeatureView view, FeatureDefinition feature) {
    List<Happening> ofView =
        events.stream()
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
      boolean within =
          event.time() < end
              && (feature.window().isEmpty()
                  || event.time() >= end - micros(feature.window().get()));
      Object input = feature.of().map(of -> event.value(index(of))).orElse(null);
      if (within && holds(event, feature.where()) && (feature.of().isEmpty() || input != null)) {
        inputs.add(input);
      }
    }
    return switch (feature.aggregate()) {
      case COUNT -> (long) inputs.size();
      case LAST_N -> inputs.reversed().stream().limit(feature.n()).toList();
      case SUM, MEAN, MIN, MAX ->
          inputs.isEmpty() ? null : number(feature, inputs, type(feature.of().orElseThrow()));
    };
  }

  private static Object number(
      FeatureDefinition.Window feature, List<Object> inputs, ValueType type) {
    return switch (feature.aggregate()) {
      case SUM -> type.scalar().integral() ? (Object) wide(inputs).longValueExact() : sum(inputs);
      case MEAN ->
          (type.scalar().integral() ? wide(inputs).doubleValue() : sum(inputs)) / inputs.size();
      case MIN -> inputs.stream().min(Oracle::compare).orElseThrow();
      case MAX -> inputs.stream().max(Oracle::compare).orElseThrow();
      case COUNT, LAST_N -> throw new IllegalArgumentException();
    };
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
