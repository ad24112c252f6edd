package dev.tidemark.online.state;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.LogLayout.Sum;
import dev.tidemark.model.feature.Totals;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.time.Micros;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The events of a track that are older than the newest one by more than an offset, added up: the
 * newest tile here, those before it in a tree.
 */
final class SumState {
  private final Sum plan;
  private final SummaryTree tiles;

  /** When the newest tile begins, or {@link Micros#NONE}; for a lifetime, which is one, always. */
  private long newestTile;

  private Totals newest;

  private SumState(Sum plan, SummaryTree tiles, long newestTile, Totals newest) {
    this.plan = plan;
    this.tiles = tiles;
    this.newestTile = newestTile;
    this.newest = newest;
  }

  static SumState start(Sum plan, TreeSizes sizes) {
    return new SumState(
        plan, new SummaryTree(plan.inputs(), sizes), Micros.NONE, Totals.start(plan.inputs()));
  }

  /** The time before which every event is added up here, and from which on none. */
  long settledBefore(long newestEvent) {
    return newestEvent - plan.offset();
  }

  private boolean lifetime() {
    return plan.resolution() == 0;
  }

  /** Adds an event; it does not come again. */
  void settle(Event event, long newestEvent, Nodes.Writer nodes) {
    if (lifetime()) {
      newest.add(event);
      return;
    }
    long tile = Math.floorDiv(event.eventTime(), plan.resolution()) * plan.resolution();
    if (tile < newestEvent - plan.length()) {
      return; // no window reaches it any more
    }
    if (newestTile == Micros.NONE || tile > newestTile) {
      if (newestTile != Micros.NONE) {
        tiles.append(new Child(newestTile, newestTile, 0, newest), nodes);
        tiles.dropBefore(newestEvent - plan.length(), nodes);
        newest = Totals.start(plan.inputs());
      }
      newestTile = tile;
    }
    if (tile == newestTile) {
      newest.add(event);
    } else if (tiles.empty()) {
      tiles.append(tile(tile, event), nodes);
    } else {
      tiles.edit(tile, child -> with(child, tile, event), nodes);
    }
  }

  private Child tile(long time, Event event) {
    Totals totals = Totals.start(plan.inputs());
    totals.add(event);
    return new Child(time, time, 0, totals);
  }

  private List<Child> with(Child child, long tile, Event event) {
    if (child.first() == tile) {
      child.totals().add(event); // it belongs to us alone: it was just read
      return List.of(child);
    }
    Child own = tile(tile, event);
    return child.first() < tile ? List.of(child, own) : List.of(own, child);
  }

  /** The sum of what was settled of the events from a time on. */
  Totals settled(long from, Nodes nodes) {
    Totals totals = Totals.start(plan.inputs());
    if (lifetime() || newestTile >= from) {
      totals.merge(newest);
    }
    tiles.visit(
        new SummaryTree.Range(from, Long.MAX_VALUE),
        more -> {
          totals.merge(more);
          return true;
        },
        tile -> {
          throw new IllegalStateException("Cannot take a part of a tile");
        },
        nodes);
    return totals;
  }

  void newer(long from, Nodes nodes, LongConsumer ids) {
    tiles.newer(from, nodes, ids);
  }

  void write(ByteSink out) {
    newest.write(out);
    if (!lifetime()) {
      out.int64(newestTile);
      tiles.write(out);
    }
  }

  static SumState read(Sum plan, TreeSizes sizes, ByteSource in) {
    Totals newest = Totals.read(plan.inputs(), in);
    return plan.resolution() == 0
        ? new SumState(plan, new SummaryTree(plan.inputs(), sizes), Micros.NONE, newest)
        : readTiles(plan, sizes, newest, in);
  }

  private static SumState readTiles(Sum plan, TreeSizes sizes, Totals newest, ByteSource in) {
    long newestTile = in.int64();
    return new SumState(plan, SummaryTree.read(plan.inputs(), sizes, in), newestTile, newest);
  }
}
