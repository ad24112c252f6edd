package dev.tidemark.online.state;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Totals;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.time.Micros;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** What is kept of one key's events of a track. */
final class TrackState {
  private final TrackPlan plan;
  private final EventTree events;
  private final List<SumState> sums;
  private long newest;

  private TrackState(TrackPlan plan, EventTree events, List<SumState> sums, long newest) {
    this.plan = plan;
    this.events = events;
    this.sums = sums;
    this.newest = newest;
  }

  static TrackState start(TrackPlan plan) {
    return new TrackState(
        plan,
        EventTree.start(plan),
        plan.sums().stream().map(sum -> SumState.start(sum, plan.sizes())).toList(),
        Micros.NONE);
  }

  /** Takes an event in; it holds the track's condition. */
  void add(Event event, Nodes.Writer nodes) {
    StoredEvent stored = plan.stored(event);
    long time = stored.eventTime();
    for (SumState sum : sums) {
      if (newest != Micros.NONE && time < sum.settledBefore(newest)) {
        sum.settle(stored, newest, nodes);
      } else if (newest != Micros.NONE && time > newest) {
        // There is none after the newest
        long until = Math.min(sum.settledBefore(time), newest + 1);
        events.events(sum.settledBefore(newest), until, e -> sum.settle(e, time, nodes), nodes);
      }
    }
    newest = Math.max(newest, time);
    if (time >= newest - plan.length()) {
      events.add(stored, nodes);
    }
    events.dropBefore(newest - plan.length(), nodes);
  }

  /** The sums of the inputs of the track's windows over the events in {@code [from, until)}. */
  Totals windows(long from, long until, Nodes nodes) {
    Totals totals = Totals.start(plan.windows());
    events.count(from, until, totals, nodes);
    return totals;
  }

  /**
   * What a sum is over the events in {@code [from, until)}.
   *
   * @param i the sum's place in the track
   * @param from a time where a tile begins, or the least one
   * @param until not before the newest event less the sum's offset
   */
  Totals sum(int i, long from, long until, Nodes nodes) {
    SumState sum = sums.get(i);
    Totals totals = sum.settled(from, nodes);
    if (newest != Micros.NONE) {
      long settled = Math.max(from, sum.settledBefore(newest));
      events.events(settled, until, totals::add, nodes);
    }
    return totals;
  }

  /** The events that are kept one by one; others may still be there. */
  KeptEvents kept(Nodes nodes) {
    KeptEvents kept = new KeptEvents(newest == Micros.NONE ? newest : newest - plan.length());
    events.newestFirst(kept::add, nodes);
    return kept;
  }

  /** Names the nodes that were written from a number on. */
  void newer(long from, Nodes nodes, LongConsumer ids) {
    events.newer(from, nodes, ids);
    sums.forEach(sum -> sum.newer(from, nodes, ids));
  }

  void write(ByteSink out) {
    out.int64(newest);
    events.write(out);
    sums.forEach(sum -> sum.write(out));
  }

  static TrackState read(TrackPlan plan, ByteSource in) {
    long newest = in.int64();
    EventTree events = EventTree.read(plan, in);
    List<SumState> sums = new ArrayList<>();
    plan.sums().forEach(sum -> sums.add(SumState.read(sum, plan.sizes(), in)));
    return new TrackState(plan, events, sums, newest);
  }
}
