package dev.tidemark.cli.skew;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When what was served is what should have been: to the bit (rule 6.1). */
final class Sameness {
  private Sameness() {}

  /** A store may be set to serve what has expired, and says so. */
  static boolean same(FeatureValue served, FeatureValue should) {
    return served.status() == should.status()
        && (served.status() == Status.OUTSIDE_MAX_AGE
            || Objects.deepEquals(array(served.value()), array(should.value())));
  }

  /** Elements of a list may be arrays, too. */
  private static @Nullable Object array(@Nullable Object value) {
    return value instanceof List<?> list ? list.toArray() : value;
  }
}
