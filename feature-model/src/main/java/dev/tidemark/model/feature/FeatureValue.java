package dev.tidemark.model.feature;

import dev.tidemark.model.time.Micros;
import org.jspecify.annotations.Nullable;

/**
 * A feature's value at T.
 *
 * @param value in the Java type of the feature
 * @param eventTime the event time of the newest row of the view at T, microseconds since the epoch,
 *     or {@link Micros#NONE} when there is none
 */
public record FeatureValue(@Nullable Object value, Status status, long eventTime) {}
