package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A feature whose values, statuses and event times lie in a table, in three columns from a place
 * on.
 */
record ToldFeature(String table, int place, ValueType type) {
  private static final ValueType INT32 = ValueType.of(Scalar.INT32);
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);

  private List<AnsweredFeature> columns() {
    return List.of(column(0, type), column(1, INT32), column(2, INT64));
  }

  private AnsweredFeature column(int next, ValueType of) {
    return new AnsweredFeature(table, table + ".c" + (place + next), of, new ColumnSummary(of));
  }

  /** Gives features to a taker, row by row in the order of the spine. */
  static void read(
      Duck duck,
      AnswerTables tables,
      List<ToldFeature> features,
      Consumer<List<FeatureValue>> taker)
      throws SQLException, IOException {
    List<AnsweredFeature> columns =
        features.stream().flatMap(feature -> feature.columns().stream()).toList();
    String query =
        tables.query("asked", columns.stream().map(AnsweredFeature::column).toList(), columns);
    List<ValueType> types = columns.stream().map(AnsweredFeature::type).toList();
    try (Batches rows = duck.batches(query, types, Batches.ROWS)) {
      while (rows.next()) {
        for (int row = 0; row < rows.rows(); row++) {
          List<FeatureValue> values = new ArrayList<>(features.size());
          for (int i = 0; i < features.size(); i++) {
            values.add(value(rows, row, 3 * i));
          }
          taker.accept(values);
        }
      }
    }
  }

  private static FeatureValue value(Batches rows, int row, int first) {
    Object status = rows.column(first + 1).get(row);
    Object time = rows.column(first + 2).get(row);
    return new FeatureValue(
        rows.column(first).get(row),
        // Without one nothing is known, as for a label of the future
        status == null ? Status.NOT_FOUND : Status.of((Integer) status),
        time == null ? Micros.NONE : (Long) time);
  }
}
