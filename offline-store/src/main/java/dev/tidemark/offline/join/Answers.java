package dev.tidemark.offline.join;

import dev.tidemark.model.feature.FeatureValue;

/** Takes the answers of a {@link PointInTimeJoin}, spine row by spine row. */
@FunctionalInterface
public interface Answers {

  /**
   * One spine row's answer.
   *
   * @param ordinal the row's place in the spine
   * @param values one for each question, in their order; the array is used again for the next row
   */
  void answer(long ordinal, FeatureValue[] values);
}
