package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Event;
import dev.tidemark.offline.join.EventRows;
import java.util.ArrayList;
import java.util.List;

/** Several sorted streams of events as one; for a handful of them. */
final class MergedEvents implements EventRows {
  /** Those that are not at their end; the first is the one that is next. */
  private final List<HistoryBatches> streams;

  private boolean begun;

  MergedEvents(List<HistoryBatches> streams) {
    this.streams = new ArrayList<>(streams);
  }

  @Override
  public boolean next() {
    if (!begun) {
      begun = true;
      streams.removeIf(stream -> !stream.next());
      streams.sort(HistoryBatches::compare);
    } else if (streams.getFirst().next()) {
      settle();
    } else {
      streams.removeFirst();
    }
    return !streams.isEmpty();
  }

  /** Moves the first behind those that come before it: mostly there are none. */
  private void settle() {
    HistoryBatches moved = streams.getFirst();
    int place = 0;
    while (place + 1 < streams.size() && moved.compare(streams.get(place + 1)) > 0) {
      streams.set(place, streams.get(place + 1));
      place++;
    }
    streams.set(place, moved);
  }

  @Override
  public int compareKey() {
    return streams.getFirst().compareKey();
  }

  @Override
  public long known() {
    return streams.getFirst().known();
  }

  @Override
  public Event event() {
    return streams.getFirst().event();
  }
}
