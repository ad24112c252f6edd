package dev.tidemark.model.feature;

import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What has to be kept of one log for one key: an event that holds a condition is needed as long as
 * the condition's newest event is not further ahead of it than the longest window over that
 * condition. Counting from the newest event <em>of the condition</em>, not of the log, is what
 * makes every window exact at every T that a lookup may ask for.
 *
 * @param newestOf the conditions of which the newest row is kept, ascending
 * @param reaches the conditions of which events are kept, ascending
 */
public record LogLayout(List<Integer> newestOf, List<Reach> reaches) {
  public LogLayout {
    newestOf = List.copyOf(newestOf);
    reaches = List.copyOf(reaches);
  }

  /**
   * What is needed of a condition's events.
   *
   * @param condition of the log's schema, or -1
   * @param length of the longest bounded window in microseconds; 0 keeps the events that are tied
   *     with the newest one, as lifetime windows need
   * @param lifetimes the distinct inputs of lifetime windows
   */
  public record Reach(int condition, long length, List<Input> lifetimes) {
    public Reach {
      lifetimes = List.copyOf(lifetimes);
    }
  }

  /** What a plan needs. */
  public static LogLayout of(LogPlan plan) {
    TreeMap<Integer, List<Window>> windows = new TreeMap<>();
    plan.views().stream()
        .flatMap(view -> view.features().stream())
        .forEach(feature -> {
          if (feature instanceof Window window) {
            windows
                .computeIfAbsent(window.window().condition(), c -> new ArrayList<>())
                .add(window);
          }
        });
    List<Reach> reaches = new ArrayList<>();
    windows.forEach((condition, of) -> reaches.add(reach(condition, of)));
    return new LogLayout(plan.newestOf(), reaches);
  }

  private static Reach reach(int condition, List<Window> windows) {
    long length =
        windows.stream().filter(w -> !w.lifetime()).mapToLong(Window::length).max().orElse(0);
    List<Input> lifetimes =
        windows.stream()
            .filter(Window::lifetime)
            .map(Window::window)
            .distinct()
            .sorted(Comparator.comparing(Input::toString))
            .toList();
    return new Reach(condition, length, lifetimes);
  }

  /** Where a condition stands in {@link #newestOf}. */
  public int newestIndex(int condition) {
    return newestOf.indexOf(condition);
  }

  /** Where a condition stands in {@link #reaches}. */
  public int reachIndex(int condition) {
    for (int i = 0; i < reaches.size(); i++) {
      if (reaches.get(i).condition() == condition) {
        return i;
      }
    }
    throw new IllegalArgumentException("No window over condition " + condition);
  }

  /**
   * Whether an event is needed.
   *
   * @param newest of each reach the time of its newest event
   */
  public boolean needs(Event event, long[] newest) {
    for (int i = 0; i < newest.length; i++) {
      if (event.eventTime() >= bound(i, newest) && event.holds(reaches.get(i).condition())) {
        return true;
      }
    }
    return false;
  }

  /** The time from which on every kept event is needed. */
  public long neededFrom(long[] newest) {
    long bound = Long.MIN_VALUE;
    for (int i = 0; i < newest.length; i++) {
      bound = Math.max(bound, bound(i, newest));
    }
    return bound;
  }

  private long bound(int i, long[] newest) {
    long bound = newest[i] - reaches.get(i).length();
    return bound > newest[i] ? Long.MIN_VALUE : bound;
  }

  /** How far the newest event may move on before the next look at what is no longer needed. */
  public long pruneStep() {
    return reaches.stream().mapToLong(Reach::length).max().orElse(0) / 8;
  }
}
