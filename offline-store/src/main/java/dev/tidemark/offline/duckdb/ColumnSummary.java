package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.duckdb.ColumnStatistics.Numbers;
import dev.tidemark.offline.duckdb.HeapColumn.Doubles;
import dev.tidemark.offline.duckdb.HeapColumn.Floats;
import dev.tidemark.offline.duckdb.HeapColumn.Ints;
import dev.tidemark.offline.duckdb.HeapColumn.Longs;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;

/**
 * Adds up what a column's values are like, batch by batch, by several threads. Mean and variance
 * are taken of each batch, and put together as Chan, Golub and LeVeque do: <a
 * href="https://doi.org/10.1080/00031305.1983.10483115">Algorithms for Computing the Sample
 * Variance</a>, (2.1).
 */
final class ColumnSummary {
  /** The squares of larger values do not fit. */
  private static final double LARGEST = 1e150;

  private final ValueType type;
  private long nulls;
  private long count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double mean;

  /** The sum of the squares of what the values differ from the mean by. */
  private double squares;

  ColumnSummary(ValueType type) {
    this.type = type;
  }

  /** Adds the values of a vector that holds the type as {@link Plain} has it. */
  void add(FieldVector vector) {
    int missing = vector.getNullCount();
    double[] values = new double[vector.getValueCount() - missing];
    int finite = 0;
    if (!type.array() && type.scalar().numeric()) {
      HeapColumn column = HeapColumn.of(vector, type);
      for (int row = 0; row < vector.getValueCount(); row++) {
        double value = column.isNull(row) ? Double.NaN : number(column, row);
        if (Double.isFinite(value)) {
          values[finite++] = value;
        }
      }
    }
    add(missing, values, finite);
  }

  private static double number(HeapColumn column, int row) {
    return switch (column) {
      case Doubles(double[] values, var _) -> values[row];
      case Floats(float[] values, var _) -> values[row];
      case Longs(long[] values, var _) -> values[row];
      case Ints(int[] values, var _) -> values[row];
      case HeapColumn.Bools _, HeapColumn.Times _, HeapColumn.Bytes _, HeapColumn.Lists _ ->
          throw new IllegalArgumentException("no number");
    };
  }

  private void add(int missing, double[] values, int finite) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int i = 0; i < finite; i++) {
      least = Math.min(least, values[i]);
      most = Math.max(most, values[i]);
      sum += values[i];
    }
    double center = sum / finite;
    double spread = 0;
    for (int i = 0; i < finite; i++) {
      spread += (values[i] - center) * (values[i] - center);
    }
    merge(missing, finite, least, most, center, spread);
  }

  private synchronized void merge(
      int missing, int finite, double least, double most, double center, double spread) {
    nulls += missing;
    if (finite > 0) {
      min = Math.min(min, least);
      max = Math.max(max, most);
      double share = (double) finite / (count + finite);
      double apart = center - mean;
      squares += spread + apart * apart * count * share;
      mean += apart * share;
      count += finite;
    }
  }

  synchronized ColumnStatistics result() {
    return new ColumnStatistics(nulls, count == 0 ? Optional.empty() : Optional.of(numbers()));
  }

  private Numbers numbers() {
    boolean small = Math.max(Math.abs(min), Math.abs(max)) < LARGEST;
    return new Numbers(
        rounded(min),
        rounded(max),
        small ? rounded(mean) : null,
        small && count > 1 ? rounded(Math.sqrt(squares / (count - 1))) : null);
  }

  private static BigDecimal rounded(double value) {
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
  }
}
