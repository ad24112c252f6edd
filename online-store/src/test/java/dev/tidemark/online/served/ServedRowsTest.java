package dev.tidemark.online.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.RowReader;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.online.fold.ServedExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedRowsTest {
  @Test
  void a_row_holds_what_was_asked_and_what_was_answered(@TempDir Path folder) {
    try (ServedExample example = new ServedExample(folder)) {
      LoggedAnswer logged = LoggedAnswer.of(example);
      ServedRows rows = new ServedRows(logged.log());
      RowSchema schema = logged.log().schema();

      assertThat(schema.columns().stream().map(column -> column.name() + " " + column.type()))
          .containsExactly(
              "user INT64",
              "previous INT64",
              "amount INT64",
              "activity__clicks_1h INT64",
              "activity__clicks_1h__status STRING",
              "activity__clicks_1h__timestamp TIMESTAMP",
              "ratios__per_spent DOUBLE",
              "ratios__per_spent__status STRING",
              "before__clicks INT32",
              "before__clicks__status STRING");
      List<String> read = new ArrayList<>();
      for (int row = 0; row < 3; row++) {
        LogRow value =
            new RowReader(logged.log().schemas(), schema)
                .read(rows.value(logged.answer(), row), 0, 0);
        assertThat(value.eventTime()).isEqualTo(LoggedAnswer.T);
        read.add(
            IntStream.range(0, schema.columns().size())
                .mapToObj(column -> String.valueOf(value.value(column)))
                .toList()
                .toString());
      }
      assertThat(read)
          .containsExactly(
              "[7, 8, 10, 2, PRESENT, 2026-03-01T11:59:59.500Z, 2.0, PRESENT, 1, PRESENT]",
              "[99, 7, null, 0, NOT_FOUND, null, null, NULL_VALUE, 3, PRESENT]",
              "[null, 7, 1, 0, NOT_FOUND, null, null, NULL_VALUE, 3, PRESENT]");
      assertThat(new KeyCodec(logged.log().keys()).decode(rows.key("id", 2)))
          .containsExactly("id", 2, 1);
    }
  }

  @Test
  void requests_sort_by_their_times() {
    Random random = new Random(1);
    assertThat(
            Stream.of(0L, 1_000L, LoggedAnswer.T, LoggedAnswer.T + 1_000)
                .map(time -> RequestId.of(time, random)))
        .isSorted()
        .allMatch(id -> id.matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-.{12}"));
    assertThat(RequestId.of(0, random)).isNotEqualTo(RequestId.of(0, random));
  }
}
