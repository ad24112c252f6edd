package dev.tidemark.online.seen;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is held.
 *
 * @param eventTime in microseconds since the epoch
 * @param createdTime likewise, or {@link dev.tidemark.model.time.Micros#NONE}
 * @param offset in the feature log's partition
 * @param values by column, in the Java types of the columns
 */
public record SeenEvent(
    long eventTime, long createdTime, long offset, Map<String, @Nullable Object> values) {}
