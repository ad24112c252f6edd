package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;

/**
 * A record of a feature log.
 *
 * @param event its times, offset and values; of a tombstone there are no values
 * @param partition of the log
 * @param arrivalTime microseconds since the epoch
 * @param deletes whether it is a tombstone
 */
public record KeyRecord(Event event, int partition, long arrivalTime, boolean deletes) {}
