package dev.tidemark.offline.duckdb;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a column's values are like.
 *
 * @param nulls in how many rows there is none
 * @param numbers of the finite values, when they are numbers and there are any
 */
public record ColumnStatistics(long nulls, Optional<Numbers> numbers) {

  /**
   * Six digits each, so that the order in which threads add up does not show.
   *
   * @param mean null where values are beyond 1e150
   * @param stddev of a sample; null there too, and of a single value
   */
  public record Numbers(
      BigDecimal min, BigDecimal max, @Nullable BigDecimal mean, @Nullable BigDecimal stddev) {}
}
