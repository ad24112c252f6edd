package dev.tidemark.checker.oracle;

import dev.tidemark.checker.definition.Column;
import dev.tidemark.checker.definition.Conditions;
import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Feature;
import dev.tidemark.checker.definition.Log;
import dev.tidemark.checker.definition.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What features are, by looking at every event for every question: written from the text of {@code
 * docs/spec/semantics.md}, whose rules the comments name.
 */
public final class Oracle {
  /** Rule 1.6. */
  private static final Comparator<Row> ORDER =
      Comparator.comparingLong(Row::time)
          .thenComparing(
              row -> row.event().created(),
              Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
          .thenComparingLong(Row::offset);

  private final Map<Integer, Definitions> versions;
  private final Map<Told, Boolean> told = new HashMap<>();

  public Oracle(Map<Integer, Definitions> versions) {
    this.versions = versions;
  }

  /** Something that a version's rows of a log tell, or do not: a column, or conditions. */
  private record Told(int version, Log log, Object what) {}

  /**
   * What is answered.
   *
   * @param time of the view's newest row, in microseconds; null for none
   */
  public record Answer(Object value, String status, Long time) {
    public static final Answer INVALID = new Answer(null, "INVALID", null);
  }

  /**
   * The events of a view, the oldest first.
   *
   * @param rows what a log holds of the key, in its order
   */
  public List<Row> events(View view, List<Row> rows) {
    List<Row> events = new ArrayList<>();
    long deleted = Long.MIN_VALUE;
    for (Row row : rows) {
      if (row.deletes()) {
        events.clear(); // 9.1: a tombstone stands later in the log
        deleted = Math.max(deleted, row.time());
      } else if (row.time() >= deleted && holds(row, view.conditions())) {
        events.add(row);
      }
    }
    events.sort(ORDER);
    return events;
  }

  /** The answer at T, from a view's events. */
  public Answer at(long t, View view, Feature feature, List<Row> events) {
    Row newest = null;
    for (Row event : events) {
      newest = event.time() <= t ? event : newest;
    }
    return switch (feature) {
      case Feature.Latest latest -> latest(t, view, latest, newest);
      case Feature.Window window -> {
        Object value = Aggregate.of(window, inputs(t, view, window, events));
        String status = newest == null ? "NOT_FOUND" : value == null ? "NULL_VALUE" : "PRESENT";
        yield new Answer(value, status, newest == null ? null : newest.time());
      }
    };
  }

  private Answer latest(long t, View view, Feature.Latest feature, Row newest) {
    if (newest == null) {
      return new Answer(null, "NOT_FOUND", null);
    }
    if (!view.ttl().isZero() && newest.time() < t - Micros.of(view.ttl())) {
      return new Answer(null, "OUTSIDE_MAX_AGE", newest.time()); // 2.2
    }
    Object value = value(newest, feature.input());
    return new Answer(value, value == null ? "NULL_VALUE" : "PRESENT", newest.time());
  }

  /** The inputs in the window that are not null, or for {@code count} alone the events. */
  private List<Object> inputs(long t, View view, Feature.Window window, List<Row> events) {
    long to = t - Micros.of(window.offset());
    long from = from(window, to);
    return events.stream()
        .filter(event -> from <= event.time() && event.time() < to)
        .filter(event -> holds(event, view.conditions(window)))
        .map(event -> window.input() == null ? event : value(event, window.input()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Rules 3.1 and 3.2. */
  private static long from(Feature.Window window, long to) {
    if (window.window() == null) {
      return Long.MIN_VALUE;
    }
    long from = to - Micros.of(window.window());
    return window.resolution() == null
        ? from
        : from - Math.floorMod(from, Micros.of(window.resolution()));
  }

  /** A row of older definitions does not tell what they did not ask, and is then null or false. */
  private Object value(Row row, Column column) {
    return tells(row, column) ? row.event().value(column, row.version()) : null;
  }

  private boolean holds(Row row, Conditions conditions) {
    return tells(row, conditions)
        && conditions.all().stream()
            .allMatch(c -> c.holds(column -> row.event().value(column, row.version())));
  }

  private boolean tells(Row row, Object what) {
    return told.computeIfAbsent(
        new Told(row.version(), row.log(), what),
        asked -> {
          Definitions definitions = Objects.requireNonNull(versions.get(row.version()));
          Set<?> all =
              what instanceof Column
                  ? definitions.columns(row.log())
                  : definitions.conditions(row.log());
          return all.contains(what);
        });
  }

  /**
   * All times within a span at which an answer may become another, and its first: so some of them
   * gives each answer that there is within the span.
   */
  public Set<Long> moments(View view, List<Row> events, long first, long last) {
    Set<Long> moments = new TreeSet<>(Set.of(first));
    for (Row event : events) {
      add(moments, event.time(), first, last);
      add(moments, event.time() + Micros.of(view.ttl()), first, last);
    }
    for (Feature feature : view.features()) {
      if (feature instanceof Feature.Window window) {
        long offset = Micros.of(window.offset());
        events.forEach(event -> add(moments, event.time() + offset, first, last));
        if (window.window() != null) {
          long length = offset + Micros.of(window.window());
          events.forEach(event -> add(moments, event.time() + length, first, last));
          rounded(moments, window, length, first, last);
        }
      }
    }
    return moments;
  }

  private static void rounded(
      Set<Long> moments, Feature.Window window, long length, long first, long last) {
    if (window.resolution() != null) {
      long resolution = Micros.of(window.resolution());
      for (long from = Math.floorDiv(first - length, resolution) * resolution;
          from + length <= last;
          from += resolution) {
        add(moments, from + length, first, last);
      }
    }
  }

  private static void add(Set<Long> moments, long moment, long first, long last) {
    for (long m = moment; m <= moment + 1; m++) {
      if (first < m && m <= last) {
        moments.add(m);
      }
    }
  }
}
