package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** On-demand features of all spine rows, in the table {@code computed}. */
final class OnDemandTable {
  static final String NAME = "computed";
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);

  private final OnDemandQuestions questions;
  private final List<AnsweredFeature> operands;
  private final AskedTable asked;
  private final AnswerTables tables;

  /**
   * @param answered the stored features by the names of the operands
   */
  OnDemandTable(
      OnDemandQuestions questions,
      Map<String, AnsweredFeature> answered,
      AskedTable asked,
      AnswerTables tables) {
    this.questions = questions;
    this.tables = tables;
    this.operands = questions.operands().stream().map(answered::get).toList();
    this.asked = asked;
  }

  /** Fills the table, and tells what the values of each feature are like. */
  List<ColumnSummary> fill(Duck duck) throws SQLException, IOException {
    List<ColumnSummary> summaries = questions.types().stream().map(ColumnSummary::new).toList();
    List<ValueType> types = new ArrayList<>(List.of(INT64));
    types.addAll(questions.types());
    duck.createTable(NAME, types);
    List<ValueType> read = new ArrayList<>(List.of(INT64));
    operands.forEach(operand -> read.add(operand.type()));
    List<Column> request = questions.computation().request();
    request.forEach(column -> read.add(column.type()));
    FeatureValue[] stored = new FeatureValue[operands.size()];
    @Nullable Object[] given = new Object[request.size()];
    try (Batches rows = duck.batches(query(), read, Batches.ROWS);
        TableAppender out = duck.appender(NAME, types, summaries)) {
      while (rows.next()) {
        for (int row = 0; row < rows.rows(); row++) {
          for (int i = 0; i < stored.length; i++) {
            // What could not be computed has ended the export before; other statuses do not matter
            Object value = rows.column(i + 1).get(row);
            stored[i] = new FeatureValue(value, Status.PRESENT, Micros.NONE);
          }
          for (int i = 0; i < given.length; i++) {
            given[i] = rows.column(stored.length + i + 1).get(row);
          }
          out.set(0, rows.column(0).get(row));
          List<FeatureValue> values = questions.computation().compute(stored, given);
          for (int i = 0; i < values.size(); i++) {
            out.set(i + 1, values.get(i).value());
          }
          out.endRow();
        }
      }
    }
    return summaries;
  }

  private String query() throws SQLException {
    List<String> columns = new ArrayList<>();
    columns.add("asked.ordinal");
    operands.forEach(operand -> columns.add(operand.column()));
    asked.columns(questions.computation().request()).forEach(name -> columns.add("asked." + name));
    return tables.query("asked", columns, operands);
  }
}
