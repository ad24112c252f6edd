package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Features from the future of each row, to be learned: as they are at T + horizon. Their columns
 * are named {@code label__…}. They are null where the history does not reach that far.
 *
 * @param from {@code view}, for all its features, or {@code view:feature}
 */
public record Label(String from, Duration horizon) {
  static final String PREFIX = "label__";

  /**
   * The features.
   *
   * @throws dev.tidemark.registry.deployment.ResolutionException when there is none of that name
   * @throws ExportException when one is an on-demand feature
   */
  List<Stored> in(Deployment deployment) {
    List<Selected> features =
        from.contains(":")
            ? deployment.select(List.of(from)).features()
            : Views.find(deployment, from, "take labels from").features();
    List<Stored> stored = new ArrayList<>();
    for (Selected feature : features) {
      if (!(feature instanceof Stored known)) {
        throw new ExportException(
            "Cannot take label %s: it is an on-demand feature; choose those that it is computed from"
                .formatted(from));
      }
      stored.add(known);
    }
    return stored;
  }
}
