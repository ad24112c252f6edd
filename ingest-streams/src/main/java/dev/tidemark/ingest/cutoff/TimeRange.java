package dev.tidemark.ingest.cutoff;

/**
 * Event times {@code from <= time < to}, in microseconds since the epoch.
 *
 * @param from {@link Long#MIN_VALUE} for no lower bound
 */
public record TimeRange(long from, long to) {
  public boolean contains(long time) {
    return from <= time && time < to;
  }
}
