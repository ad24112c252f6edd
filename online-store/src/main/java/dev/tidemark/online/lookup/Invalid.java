package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;

/** The value of what cannot be answered. */
final class Invalid {
  static final FeatureValue VALUE = new FeatureValue(null, Status.INVALID, Micros.NONE);

  private Invalid() {}
}
