package dev.tidemark.online.lookup;

/**
 * How far a copy is behind its owner, at most.
 *
 * @param events that were accepted and may be missing
 * @param millis since everything that had been accepted was there
 */
public record Lag(long events, long millis) {

  /** The larger of both in each respect. */
  Lag max(Lag other) {
    return new Lag(Math.max(events, other.events), Math.max(millis, other.millis));
  }
}
