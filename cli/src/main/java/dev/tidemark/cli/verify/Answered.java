package dev.tidemark.cli.verify;

import dev.tidemark.model.feature.FeatureValue;
import java.util.List;

/**
 * What a lookup said.
 *
 * @param when it had been answered, microseconds since the epoch
 * @param values of each feature, in the order of the selection
 */
record Answered(AskedRow row, long when, List<FeatureValue> values) {}
