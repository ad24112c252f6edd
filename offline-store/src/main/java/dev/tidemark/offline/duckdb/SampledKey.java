package dev.tidemark.offline.duckdb;

import java.util.List;

/**
 * A key that a history has.
 *
 * @param key its fields
 * @param newest the time of its newest record, microseconds since the epoch
 * @param times of a few of its records
 */
public record SampledKey(List<Object> key, long newest, List<Long> times) {
  public SampledKey {
    key = List.copyOf(key);
    times = List.copyOf(times);
  }
}
