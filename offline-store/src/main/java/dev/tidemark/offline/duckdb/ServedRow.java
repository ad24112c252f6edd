package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.FeatureValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an entity row of a lookup was answered.
 *
 * @param requestRow from 0
 * @param time T in microseconds since the epoch
 * @param inputs of the request, as {@link dev.tidemark.registry.deployment.ServedLog#inputs}
 * @param features as the service has them
 */
public record ServedRow(
    String requestId,
    int requestRow,
    long time,
    List<? extends @Nullable Object> inputs,
    List<FeatureValue> features) {}
