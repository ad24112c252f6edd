package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/** On-demand features of all spine rows, in the table {@code computed}. */
final class OnDemandTable {
  static final String NAME = "computed";

  private final OnDemandQuestions questions;
  private final List<AnsweredFeature> operands;
  private final AskedTable asked;

  /**
   * @param answered the stored features by the names of the operands
   */
  OnDemandTable(
      OnDemandQuestions questions, Map<String, AnsweredFeature> answered, AskedTable asked) {
    this.questions = questions;
    this.operands = questions.operands().stream().map(answered::get).toList();
    this.asked = asked;
  }

  /** Takes the values of each row. */
  @FunctionalInterface
  interface Counter {
    void count(int feature, @Nullable Object value);
  }

  void fill(Duck duck, Counter counter) throws SQLException, IOException {
    StringBuilder create = new StringBuilder("CREATE TABLE " + NAME + " (ordinal BIGINT");
    for (int i = 0; i < questions.types().size(); i++) {
      create.append(", f").append(i).append(' ').append(Plain.type(questions.types().get(i)));
    }
    duck.execute(create + ")");
    try (DuckDBAppender out = duck.appender(NAME)) {
      duck.query(
          query(),
          row -> {
            out.beginRow().append(row.getLong(1));
            List<FeatureValue> values = questions.computation().compute(stored(row), request(row));
            for (int i = 0; i < values.size(); i++) {
              counter.count(i, values.get(i).value());
              Plain.append(out, values.get(i).value());
            }
            out.endRow();
          });
    }
  }

  private String query() {
    List<String> columns = new ArrayList<>();
    columns.add("asked.ordinal");
    operands.forEach(operand -> columns.add(operand.column()));
    asked.columns(questions.computation().request()).forEach(name -> columns.add("asked." + name));
    String joins =
        operands.stream()
            .map(AnsweredFeature::table)
            .distinct()
            .map(table -> " JOIN %s ON %s.ordinal = asked.ordinal".formatted(table, table))
            .collect(Collectors.joining());
    return "SELECT " + String.join(", ", columns) + " FROM asked" + joins;
  }

  /** What could not be computed has ended the export before; other statuses do not matter. */
  private FeatureValue[] stored(ResultSet row) throws SQLException {
    FeatureValue[] values = new FeatureValue[operands.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = Plain.read(row, i + 2, operands.get(i).type());
      values[i] = new FeatureValue(value, Status.PRESENT, Micros.NONE);
    }
    return values;
  }

  private @Nullable Object[] request(ResultSet row) throws SQLException {
    List<Column> columns = questions.computation().request();
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      ValueType type = columns.get(i).type();
      values[i] = Plain.read(row, operands.size() + i + 2, type);
    }
    return values;
  }
}
