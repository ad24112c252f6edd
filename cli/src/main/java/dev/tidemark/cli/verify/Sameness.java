package dev.tidemark.cli.verify;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When two answers are the same: to the bit (docs/spec/semantics.md, rule 6.1). */
final class Sameness {
  private Sameness() {}

  /**
   * Whether a lookup said what it should have.
   *
   * @param online what the lookup said
   * @param history what is in the history
   */
  static boolean same(FeatureValue online, FeatureValue history) {
    // A store may be set to serve what has expired, and says so
    return online.status() == history.status()
        && (online.status() == Status.OUTSIDE_MAX_AGE
            || same(online.value(), JsonForm.through(history.value())));
  }

  private static boolean same(@Nullable Object left, @Nullable Object right) {
    if (left instanceof List<?> some && right instanceof List<?> others) {
      boolean same = some.size() == others.size();
      for (int i = 0; same && i < some.size(); i++) {
        same = same(some.get(i), others.get(i));
      }
      return same;
    }
    return Objects.deepEquals(left, right);
  }
}
