package dev.tidemark.offline.join;

import dev.tidemark.model.feature.FeatureValue;
import java.util.List;

/** Takes the answers of a {@link PointInTimeJoin} in the order of the questions. */
@FunctionalInterface
public interface Answers {

  /**
   * One spine row's answer.
   *
   * @param ordinal the spine row, as it was asked
   * @param values one for each feature of the join, in its order
   */
  void answer(long ordinal, List<FeatureValue> values);
}
