package dev.tidemark.offline.duckdb;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a column's values are like.
 *
 * @param nulls in how many rows there is none
 * @param numbers of the finite values, when they are numbers and there are any
 */
public record ColumnStatistics(long nulls, Optional<Numbers> numbers) {

  /** Six digits each, so that the order in which threads add up does not show. */
  public record Numbers(
      BigDecimal min, BigDecimal max, BigDecimal mean, @Nullable BigDecimal stddev) {}

  static ColumnStatistics of(Duck duck, AnsweredFeature feature) throws SQLException, IOException {
    String counted =
        "SELECT count(*) - count(%s)".formatted(feature.column()) + " AS nulls, %s FROM %s";
    ColumnStatistics[] found = new ColumnStatistics[1];
    boolean number = !feature.type().array() && feature.type().scalar().numeric();
    String finite =
        "CASE WHEN isfinite(%1$s::DOUBLE) THEN %1$s::DOUBLE END".formatted(feature.column());
    String numbers =
        number
            // Scaled down, so that the squares of the greatest do not overflow
            ? "min(%1$s), max(%1$s), avg(%1$s), stddev_samp(%1$s / 1e160) * 1e160".formatted(finite)
            : "NULL, NULL, NULL, NULL";
    duck.query(
        counted.formatted(numbers, feature.table()),
        row -> found[0] = new ColumnStatistics(row.getLong(1), numbers(row)));
    return found[0];
  }

  private static Optional<Numbers> numbers(ResultSet row) throws SQLException {
    BigDecimal min = number(row, 2);
    BigDecimal max = number(row, 3);
    BigDecimal mean = number(row, 4);
    return min == null || max == null || mean == null
        ? Optional.empty()
        : Optional.of(new Numbers(min, max, mean, number(row, 5)));
  }

  private static @Nullable BigDecimal number(ResultSet row, int place) throws SQLException {
    double value = row.getDouble(place);
    return row.wasNull() || !Double.isFinite(value)
        ? null
        : new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
  }
}
