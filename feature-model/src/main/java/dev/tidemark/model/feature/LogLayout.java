package dev.tidemark.model.feature;

import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What has to be kept of one log for one key: of each condition, what its windows reach back to
 * from the condition's newest event. Counting from the newest event <em>of the condition</em>, not
 * of the log, is what makes every window exact at every T that a lookup may ask for.
 *
 * @param newestOf the conditions of which the newest row is kept, ascending
 * @param tracks one for each condition that windows count, ascending
 */
public record LogLayout(List<Integer> newestOf, List<Track> tracks) {
  public LogLayout {
    newestOf = List.copyOf(newestOf);
    tracks = List.copyOf(tracks);
  }

  /**
   * What is kept of a condition's events.
   *
   * @param condition of the log's schema, or -1
   * @param length how far behind the newest event events are kept one by one, in microseconds; 0
   *     keeps those that are tied with the newest one
   * @param windows the distinct inputs of the windows whose lower edge cuts between events
   * @param sums what is kept added up, ascending by resolution, then by offset
   */
  public record Track(int condition, long length, List<Input> windows, List<Sum> sums) {
    public Track {
      windows = List.copyOf(windows);
      sums = List.copyOf(sums);
    }

    /** Every distinct input column, ascending. */
    public List<Integer> columns() {
      return Stream.concat(windows.stream(), sums.stream().flatMap(sum -> sum.inputs().stream()))
          .map(Input::column)
          .filter(column -> column >= 0)
          .distinct()
          .sorted()
          .toList();
    }

    private static Track of(Window window) {
      int condition = window.window().condition();
      List<Input> input = List.of(window.window());
      return window.exact()
          ? new Track(condition, window.depth(), input, List.of())
          : new Track(
              condition,
              window.offset(),
              List.of(),
              List.of(new Sum(window.resolution(), window.offset(), window.depth(), input)));
    }

    /** What both need, of the same condition. */
    private Track and(Track other) {
      TreeMap<Long, TreeMap<Long, Sum>> byResolution = new TreeMap<>();
      Stream.concat(sums.stream(), other.sums.stream())
          .forEach(sum ->
              byResolution
                  .computeIfAbsent(sum.resolution(), resolution -> new TreeMap<>())
                  .merge(sum.offset(), sum, Sum::and));
      return new Track(
          condition,
          Math.max(length, other.length),
          distinct(windows, other.windows),
          byResolution.values().stream().flatMap(o -> o.values().stream()).toList());
    }
  }

  /**
   * Events that are older than the newest one by more than an offset, added up.
   *
   * @param resolution the length of the tiles that are added up apart, in microseconds; 0 for one
   *     that has no end, as lifetime windows count it
   * @param offset of the windows, in microseconds
   * @param length how far behind the newest event the tiles' events may be; for lifetime windows
   *     {@link Window#LIFETIME}
   * @param inputs the distinct inputs of the windows
   */
  public record Sum(long resolution, long offset, long length, List<Input> inputs) {
    public Sum {
      inputs = List.copyOf(inputs);
    }

    private Sum and(Sum other) {
      return new Sum(
          resolution, offset, Math.max(length, other.length), distinct(inputs, other.inputs));
    }
  }

  private static List<Input> distinct(List<Input> some, List<Input> others) {
    return Stream.concat(some.stream(), others.stream())
        .distinct()
        .sorted(Comparator.comparingInt(Input::column).thenComparing(Input::toString))
        .toList();
  }

  /** What a plan needs. */
  public static LogLayout of(LogPlan plan) {
    TreeMap<Integer, Track> tracks = new TreeMap<>();
    plan.views().stream()
        .flatMap(view -> view.features().stream())
        .filter(Window.class::isInstance)
        .map(feature -> Track.of((Window) feature))
        .forEach(track -> tracks.merge(track.condition(), track, Track::and));
    return new LogLayout(plan.newestOf(), new ArrayList<>(tracks.values()));
  }

  /** Where a condition stands in {@link #newestOf}. */
  public int newestIndex(int condition) {
    return newestOf.indexOf(condition);
  }

  /**
   * Where a window's input is kept.
   *
   * @param track its place in {@link #tracks}
   * @param sum its place in the track's sums, or -1 when it is among the track's windows
   * @param input its place among the inputs of the sum, or among the track's windows
   */
  public record Place(int track, int sum, int input) {}

  /** Where a window of the plan finds what it counts. */
  public Place place(Window window) {
    for (int i = 0; i < tracks.size(); i++) {
      Track track = tracks.get(i);
      if (track.condition() == window.window().condition()) {
        if (window.exact()) {
          return new Place(i, -1, track.windows().indexOf(window.window()));
        }
        for (int j = 0; j < track.sums().size(); j++) {
          Sum sum = track.sums().get(j);
          if (sum.resolution() == window.resolution() && sum.offset() == window.offset()) {
            return new Place(i, j, sum.inputs().indexOf(window.window()));
          }
        }
      }
    }
    throw new IllegalArgumentException("No place for window " + window.name());
  }
}
