package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.FeatureValue;
import org.jspecify.annotations.Nullable;

/** What one key's events say at T; questions are told by their places. */
public interface KeyAtT {

  /** The answer to a question. */
  FeatureValue value(int question);

  /**
   * The event that has the answer to a question about a latest feature, in the feature's column;
   * null when there is none, or none that still counts.
   */
  @Nullable Event latest(int question);
}
