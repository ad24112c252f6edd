package dev.tidemark.ingest;

import java.util.Map;

/**
 * What this process has done with a source's events since it started; an event that is read again
 * after a failure counts again.
 *
 * @param accepted events that were taken
 * @param duplicates rows of repeated events, which were dropped
 * @param refused events in the dead-letter topic by their reason's code
 * @param beforeCutOff rows that were not written, because a backfill has brought the events of
 *     their time from files
 */
public record ShapeCounts(
    long accepted, long duplicates, Map<String, Long> refused, long beforeCutOff) {
  public ShapeCounts {
    refused = Map.copyOf(refused);
  }
}
