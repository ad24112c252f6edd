package dev.tidemark.offline.duckdb;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a column's values are like.
 *
 * @param nulls in how many rows there is none
 * @param numbers of the finite values, when they are numbers and there are any
 */
public record ColumnStatistics(long nulls, Optional<Numbers> numbers) {
  private static final int WIDTH = 5;

  /**
   * Six digits each, so that the order in which threads add up does not show.
   *
   * @param mean null where values are beyond 1e150
   * @param stddev of a sample; null there too, and of a single value
   */
  public record Numbers(
      BigDecimal min, BigDecimal max, @Nullable BigDecimal mean, @Nullable BigDecimal stddev) {}

  /** Of features by their names; each table is read once. */
  static Map<String, ColumnStatistics> of(Duck duck, Map<String, AnsweredFeature> features)
      throws SQLException, IOException {
    Map<String, List<String>> byTable = new LinkedHashMap<>();
    features.forEach((name, feature) ->
        byTable.computeIfAbsent(feature.table(), table -> new ArrayList<>()).add(name));
    Map<String, ColumnStatistics> statistics = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> table : byTable.entrySet()) {
      List<String> names = table.getValue();
      List<String> values =
          names.stream().map(name -> sql(Objects.requireNonNull(features.get(name)))).toList();
      duck.query(
          "SELECT %s FROM %s".formatted(String.join(", ", values), table.getKey()),
          row -> {
            for (int i = 0; i < names.size(); i++) {
              int place = i * WIDTH + 1;
              statistics.put(
                  names.get(i), new ColumnStatistics(row.getLong(place), numbers(row, place)));
            }
          });
    }
    return statistics;
  }

  private static String sql(AnsweredFeature feature) {
    String nulls = "count(*) - count(%s)".formatted(feature.column());
    if (feature.type().array() || !feature.type().scalar().numeric()) {
      return nulls + ", NULL, NULL, NULL, NULL";
    }
    String wide = feature.column() + "::DOUBLE";
    String finite =
        feature.type().scalar().integral()
            ? wide
            : "CASE WHEN isfinite(%1$s) THEN %1$s END".formatted(wide);
    // Beyond, the sums of squares do not fit, and DuckDB fails
    String small = "CASE WHEN abs(%1$s) < 1e150 THEN %1$s END".formatted(wide);
    return "%s, min(%2$s), max(%2$s), CASE WHEN max(abs(%2$s)) < 1e150 THEN avg(%3$s) END, CASE WHEN max(abs(%2$s)) < 1e150 THEN stddev_samp(%3$s) END"
        .formatted(nulls, finite, small);
  }

  private static Optional<Numbers> numbers(ResultSet row, int nulls) throws SQLException {
    BigDecimal min = number(row, nulls + 1);
    BigDecimal max = number(row, nulls + 2);
    return min == null || max == null
        ? Optional.empty()
        : Optional.of(new Numbers(min, max, number(row, nulls + 3), number(row, nulls + 4)));
  }

  private static @Nullable BigDecimal number(ResultSet row, int place) throws SQLException {
    double value = row.getDouble(place);
    return row.wasNull() || !Double.isFinite(value)
        ? null
        : new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
  }
}
