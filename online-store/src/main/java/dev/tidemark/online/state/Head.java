package dev.tidemark.online.state;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.LogLayout.Place;
import dev.tidemark.model.feature.Totals;
import dev.tidemark.model.row.LogRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one key in one log, with the nodes that it names. It is a function of the
 * key's events in the order of the log, also in the numbers of its nodes.
 */
public final class Head {
  private final LogState log;
  private final @Nullable LogRow[] newest;
  private final List<TrackState> tracks;
  private final List<Long> left;
  private long lastOffset;

  Head(
      LogState log,
      long lastOffset,
      @Nullable LogRow[] newest,
      List<TrackState> tracks,
      List<Long> left) {
    this.log = log;
    this.lastOffset = lastOffset;
    this.newest = newest;
    this.tracks = tracks;
    this.left = left;
  }

  /** Of a key without events. */
  public static Head none(LogState log) {
    return new Head(
        log,
        -1,
        new @Nullable LogRow[log.layout().newestOf().size()],
        log.tracks().stream().map(TrackState::start).toList(),
        new ArrayList<>());
  }

  /** The offset of the last event that was taken in, in the log's partition; -1 before any. */
  public long lastOffset() {
    return lastOffset;
  }

  /** The newest row of each condition of which the layout keeps one, or null. */
  public @Nullable LogRow newest(int index) {
    return newest[index];
  }

  /** Takes in the next event of the key. */
  public void add(LogRow event, Nodes.Writer nodes) {
    List<Integer> conditions = log.layout().newestOf();
    for (int i = 0; i < newest.length; i++) {
      LogRow row = newest[i];
      if (event.holds(conditions.get(i)) && (row == null || Event.ORDER.compare(row, event) < 0)) {
        newest[i] = event;
      }
    }
    for (int i = 0; i < tracks.size(); i++) {
      if (event.holds(log.tracks().get(i).condition())) {
        tracks.get(i).add(event, nodes);
      }
    }
    lastOffset = event.position();
  }

  /**
   * What the inputs beside one add up to over the events in {@code [from, until)}.
   *
   * @param place of the input
   * @param until not before the newest event of the condition less the windows' offset
   */
  public Totals totals(Place place, long from, long until, Nodes nodes) {
    TrackState track = tracks.get(place.track());
    return place.sum() < 0
        ? track.windows(from, until, nodes)
        : track.sum(place.sum(), from, until, nodes);
  }

  /** The nodes that earlier heads named and this one does not; they are still stored. */
  List<Long> left() {
    return left;
  }

  /** Names the nodes that were written from a number on. */
  void newer(long from, Nodes nodes, LongConsumer ids) {
    tracks.forEach(track -> track.newer(from, nodes, ids));
  }

  @Nullable LogRow[] newest() {
    return newest;
  }

  List<TrackState> tracks() {
    return tracks;
  }
}
