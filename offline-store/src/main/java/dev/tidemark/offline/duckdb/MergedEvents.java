package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.join.EventRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several sorted streams of events as one; for a handful of them. */
final class MergedEvents implements EventRows {
  private final List<HistoryBatches> streams;
  private final boolean inOrder;

  /** Those that may still have events of the present key. */
  private final List<HistoryBatches> present = new ArrayList<>();

  /**
   * @param inOrder whether it matters in which order events of different streams come
   */
  MergedEvents(List<HistoryBatches> streams, boolean inOrder) {
    this.streams = streams;
    this.inOrder = inOrder;
  }

  @Override
  public void seek() {
    present.clear();
    for (HistoryBatches stream : streams) {
      stream.seek();
      if (stream.has(Long.MAX_VALUE)) {
        present.add(stream);
      }
    }
  }

  @Override
  public void upTo(long time, Taker taker) {
    if (inOrder && present.size() > 1) {
      for (HistoryBatches first = first(time); first != null; first = first(time)) {
        first.giveNext(taker);
      }
    } else {
      for (int i = present.size() - 1; i >= 0; i--) {
        HistoryBatches stream = present.get(i);
        stream.upTo(time, taker);
        if (!stream.has(Long.MAX_VALUE)) {
          present.remove(i);
        }
      }
    }
  }

  private @Nullable HistoryBatches first(long time) {
    HistoryBatches first = null;
    for (HistoryBatches stream : present) {
      if (stream.has(time) && (first == null || stream.compare(first) < 0)) {
        first = stream;
      }
    }
    return first;
  }
}
