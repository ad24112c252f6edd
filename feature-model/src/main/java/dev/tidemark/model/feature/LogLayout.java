package dev.tidemark.model.feature;

import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.time.Micros;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What has to be kept of one log for one key: an event that holds a condition is needed as long as
 * the condition's newest event is not further ahead of it than the windows over that condition
 * reach back. Counting from the newest event <em>of the condition</em>, not of the log, is what
 * makes every window exact at every T that a lookup may ask for.
 *
 * @param newestOf the conditions of which the newest row is kept, ascending
 * @param reaches what is needed of events, ascending by condition, then by offset
 */
public record LogLayout(List<Integer> newestOf, List<Reach> reaches) {
  public LogLayout {
    newestOf = List.copyOf(newestOf);
    reaches = List.copyOf(reaches);
  }

  /**
   * What is needed of a condition's events: by its lifetime windows of one offset, and where that
   * is 0, by its bounded windows of all offsets.
   *
   * @param condition of the log's schema, or -1
   * @param offset of the lifetime windows in microseconds
   * @param length how far behind the newest event events are kept, in microseconds, at least the
   *     offset; 0 keeps those that are tied with the newest one
   * @param lifetimes the distinct inputs of the lifetime windows
   */
  public record Reach(int condition, long offset, long length, List<Input> lifetimes) {
    public Reach {
      lifetimes = List.copyOf(lifetimes);
    }

    private static Reach of(Window window) {
      int condition = window.window().condition();
      return window.lifetime()
          ? new Reach(condition, window.offset(), window.offset(), List.of(window.window()))
          : new Reach(condition, 0, window.depth(), List.of());
    }

    /** What both need, of the same condition and offset. */
    private Reach and(Reach other) {
      List<Input> inputs =
          Stream.concat(lifetimes.stream(), other.lifetimes.stream())
              .distinct()
              .sorted(Comparator.comparing(Input::toString))
              .toList();
      return new Reach(condition, offset, Math.max(length, other.length), inputs);
    }

    /**
     * The time before which the totals hold every event, and from which on none.
     *
     * @param newest the time of the newest event, or {@link Micros#NONE}
     */
    public long settledBefore(long newest) {
      return newest == Micros.NONE ? newest : newest - offset;
    }

    private long keptFrom(long newest) {
      return newest == Micros.NONE ? newest : newest - length;
    }
  }

  /** What a plan needs. */
  public static LogLayout of(LogPlan plan) {
    TreeMap<Integer, TreeMap<Long, Reach>> reaches = new TreeMap<>();
    plan.views().stream()
        .flatMap(view -> view.features().stream())
        .filter(Window.class::isInstance)
        .map(feature -> Reach.of((Window) feature))
        .forEach(reach ->
            reaches
                .computeIfAbsent(reach.condition(), condition -> new TreeMap<>())
                .merge(reach.offset(), reach, Reach::and));
    return new LogLayout(
        plan.newestOf(),
        reaches.values().stream().flatMap(byOffset -> byOffset.values().stream()).toList());
  }

  /** Where a condition stands in {@link #newestOf}. */
  public int newestIndex(int condition) {
    return newestOf.indexOf(condition);
  }

  /** Where the totals of a lifetime window stand in {@link #reaches}. */
  public int reachIndex(Window window) {
    for (int i = 0; i < reaches.size(); i++) {
      Reach reach = reaches.get(i);
      if (reach.condition() == window.window().condition() && reach.offset() == window.offset()) {
        return i;
      }
    }
    throw new IllegalArgumentException("No totals of window " + window.name());
  }

  /**
   * Whether an event is needed.
   *
   * @param newest of each reach the time of its newest event
   */
  public boolean needs(Event event, long[] newest) {
    for (int i = 0; i < newest.length; i++) {
      if (event.eventTime() >= reaches.get(i).keptFrom(newest[i])
          && event.holds(reaches.get(i).condition())) {
        return true;
      }
    }
    return false;
  }

  /** The time from which on every kept event is needed. */
  public long neededFrom(long[] newest) {
    long bound = Long.MIN_VALUE;
    for (int i = 0; i < newest.length; i++) {
      bound = Math.max(bound, reaches.get(i).keptFrom(newest[i]));
    }
    return bound;
  }

  /** How far the newest event may move on before the next look at what is no longer needed. */
  public long pruneStep() {
    return reaches.stream().mapToLong(Reach::length).max().orElse(0) / 8;
  }
}
