package dev.tidemark.offline.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerTablesTest {
  private static final ValueType STRING = ValueType.of(Scalar.STRING);
  private static final int ROWS = 400_000;
  private static final int MANY = 1_200_000;

  /** A third of what five tables take, or one of many rows with what joining it takes. */
  private static final long LITTLE = 100_000_000;

  /** For two threads, which do not keep an order by themselves. */
  private static final long AMPLE = 1_000_000_000;

  private Duck duck;
  private AnswerTables tables;

  private void open(int rows, long memory) throws IOException, SQLException {
    duck = new Duck(memory);
    tables = new AnswerTables(duck);
    SpineTable.load(duck, new SpineInput.Query("SELECT range AS n FROM range(%d)".formatted(rows)));
  }

  @AfterEach
  void close() throws IOException, SQLException {
    duck.close();
  }

  private AnsweredFeature answered(int number, int rows) throws SQLException {
    String table = "answers" + number;
    duck.execute(
        "CREATE TABLE %s AS SELECT range AS c0, repeat(md5((range + %d)::VARCHAR), 4) AS c1 FROM range(%d) ORDER BY hash(range + %d)"
            .formatted(table, number, rows, number));
    tables.add(table);
    return new AnsweredFeature(table, table + ".c1", STRING, new ColumnSummary(STRING));
  }

  private long rightRows(List<AnsweredFeature> features) throws SQLException, IOException {
    List<String> columns = new ArrayList<>(List.of("spine.ordinal", "spine.c0"));
    features.forEach(feature -> columns.add(feature.column()));
    String query = tables.query("spine", columns, features);
    long[] rows = new long[1];
    duck.query(
        query,
        row -> {
          long ordinal = rows[0]++;
          assertThat(row.getLong(1)).isEqualTo(ordinal);
          assertThat(row.getLong(2)).isEqualTo(ordinal);
        });
    long[] right = new long[1];
    String is =
        String.join(
            " AND ",
            IntStream.range(0, features.size())
                .mapToObj(i ->
                    "%s = repeat(md5((spine.ordinal + %d)::VARCHAR), 4)"
                        .formatted(features.get(i).column(), i))
                .toList());
    duck.query(
        "SELECT count(*) FILTER (fits) FROM (%s)"
            .formatted(tables.query("spine", List.of(is + " AS fits"), features)),
        row -> right[0] = row.getLong(1));
    assertThat(rows[0]).isEqualTo(right[0]);
    return right[0];
  }

  @Test
  void one_table_is_joined_in_the_order_of_the_spine() throws SQLException, IOException {
    open(ROWS, AMPLE);
    assertThat(rightRows(List.of(answered(0, ROWS)))).isEqualTo(ROWS);
  }

  @Test
  void so_is_one_that_does_not_fit_into_memory() throws SQLException, IOException {
    open(MANY, LITTLE);
    assertThat(rightRows(List.of(answered(0, MANY)))).isEqualTo(MANY);
  }

  @Test
  void many_that_do_not_fit_into_memory_are_lined_up() throws SQLException, IOException {
    open(ROWS, LITTLE);
    List<AnsweredFeature> features = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      features.add(answered(i, ROWS));
    }
    assertThat(rightRows(features)).isEqualTo(ROWS);
  }

  @Test
  void a_table_that_lacks_a_row_is_refused() throws SQLException, IOException {
    open(ROWS, LITTLE);
    List<AnsweredFeature> features = List.of(answered(0, ROWS), answered(1, ROWS - 1));
    assertThatThrownBy(() -> rightRows(features))
        .hasMessageContaining("answers are not in the order of the spine");
  }
}
