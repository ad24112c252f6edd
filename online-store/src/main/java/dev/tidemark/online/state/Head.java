package dev.tidemark.online.state;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.LogLayout.Place;
import dev.tidemark.model.feature.Totals;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one key in one log, with the nodes that it names. It is a function of the
 * key's events and tombstones in the order of the log, also in the numbers of its nodes.
 */
public final class Head {
  private final LogState log;
  private final @Nullable LogRow[] newest;
  private final List<Long> left;
  private List<TrackState> tracks;
  private Seen seen;

  /**
   * What of the log is not seen any more.
   *
   * @param lastOffset of the last event or tombstone; -1 before any
   * @param deletedBefore the latest time of a tombstone, or {@link Micros#NONE}
   */
  record Seen(long lastOffset, long deletedBefore) {}

  Head(
      LogState log,
      Seen seen,
      @Nullable LogRow[] newest,
      List<TrackState> tracks,
      List<Long> left) {
    this.log = log;
    this.seen = seen;
    this.newest = newest;
    this.tracks = tracks;
    this.left = left;
  }

  /** Of a key without events. */
  public static Head none(LogState log) {
    return new Head(
        log,
        new Seen(-1, Micros.NONE),
        new @Nullable LogRow[log.layout().newestOf().size()],
        fresh(log),
        new ArrayList<>());
  }

  private static List<TrackState> fresh(LogState log) {
    return log.tracks().stream().map(TrackState::start).toList();
  }

  Seen seen() {
    return seen;
  }

  /** The offset of the last record that was taken in, in the log's partition; -1 before any. */
  public long lastOffset() {
    return seen.lastOffset;
  }

  /** The latest time of a tombstone, or {@link Micros#NONE}: earlier events are not seen. */
  public long deletedBefore() {
    return seen.deletedBefore;
  }

  /** The events of one of the layout's tracks that are kept one by one. */
  public KeptEvents kept(int track, Nodes nodes) {
    return tracks.get(track).kept(nodes);
  }

  /** The newest row of each condition of which the layout keeps one, or null. */
  public @Nullable LogRow newest(int index) {
    return newest[index];
  }

  /** Takes in the next event of the key. */
  public void add(LogRow event, Nodes.Writer nodes) {
    seen = new Seen(event.position(), seen.deletedBefore);
    if (event.eventTime() < seen.deletedBefore) {
      return;
    }
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
  }

  /** Forgets all events of the key, and from now on those that come late. */
  void delete(Tombstone tombstone, long offset, Nodes.Writer nodes) {
    List<Long> named = new ArrayList<>();
    newer(0, nodes, named::add);
    named.forEach(nodes::drop);
    Arrays.fill(newest, null);
    tracks = fresh(log);
    seen = new Seen(offset, Math.max(seen.deletedBefore, tombstone.eventTime()));
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
