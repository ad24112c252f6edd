package dev.tidemark.online.state;

import dev.tidemark.model.feature.LogLayout;
import dev.tidemark.model.feature.LogPlan;

/**
 * How one log of an entity's job is kept.
 *
 * @param index the log's place among those of the job
 */
public record LogState(int index, LogLayout layout, LogRows rows, HeadCodec codec) {

  /** How a plan's log is kept. */
  public static LogState of(int index, LogPlan plan) {
    LogLayout layout = LogLayout.of(plan);
    LogRows rows = new LogRows(plan.schemas(), plan.schema());
    return new LogState(index, layout, rows, new HeadCodec(layout, rows));
  }

  /** The keys of this log's entries under an entity key. */
  public EntryKeys keys(byte[] entityKey) {
    return new EntryKeys(entityKey, index);
  }
}
