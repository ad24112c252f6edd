package dev.tidemark.online.state;

import dev.tidemark.model.feature.LogLayout;
import dev.tidemark.model.feature.LogPlan;
import java.util.List;

/**
 * How one log of an entity's job is kept.
 *
 * @param index the log's place among those of the job
 */
public record LogState(int index, LogLayout layout, LogRows rows, List<TrackPlan> tracks) {

  /** How a plan's log is kept. */
  public static LogState of(int index, LogPlan plan) {
    return of(index, plan, TreeSizes.DEFAULT);
  }

  /** How a plan's log is kept, in nodes of some size. */
  public static LogState of(int index, LogPlan plan, TreeSizes sizes) {
    LogLayout layout = LogLayout.of(plan);
    return new LogState(
        index,
        layout,
        new LogRows(plan.schemas(), plan.schema()),
        layout.tracks().stream().map(track -> TrackPlan.of(track, plan.schema(), sizes)).toList());
  }

  /** The keys of this log's entries under an entity key. */
  public EntryKeys keys(byte[] entityKey) {
    return new EntryKeys(entityKey, index);
  }
}
