package dev.tidemark.ingest;

import org.jspecify.annotations.Nullable;

/**
 * An event as it was decoded.
 *
 * @param values of the source's columns in the order of their definition, with room for the derived
 *     ones after them
 * @param eventTime a text or a number, or null when there is none
 * @param createdTime the same
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RawEvent(
    @Nullable Object[] values, @Nullable Object eventTime, @Nullable Object createdTime) {}
