package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.TestDuck;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to say what the rows are. */
class SpinesTest extends ExportsOfEdits {

  @Test
  void files_come_one_after_another_and_patterns_in_the_order_of_names() throws Exception {
    file("b.csv", "user,event_timestamp\ny,2026-02-01\n");
    file("day=2/a.csv", "user,event_timestamp\nx,2026-02-02\n");
    file("day=1/z.csv", "user,event_timestamp\nx,2026-01-31T13:00:00Z\n");

    assertThat(lines("b.csv", "day=*/*.csv"))
        .containsExactly(
            "user,event_timestamp,delta",
            "y,2026-02-01,2",
            "x,2026-01-31T13:00:00Z,1",
            "x,2026-02-02,3");
  }

  @Test
  void a_pattern_that_no_file_has_is_refused() {
    assertThatThrownBy(() -> lines("nothing*.csv"))
        .isInstanceOf(ExportException.class)
        .hasMessage("Cannot read spine %s/nothing*.csv: no file has such a name", folder);
  }

  @Test
  void files_with_other_columns_are_refused() throws Exception {
    file("a.csv", "user,event_timestamp\nx,2026-02-01\n");
    file("b.csv", "event_timestamp,user\n2026-02-01,x\n");

    assertThatThrownBy(() -> lines("a.csv", "b.csv"))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("its columns are [event_timestamp, user], and those of");
  }

  @Test
  void json_lines_keep_texts_and_nested_columns() throws Exception {
    file(
        "spine.jsonl",
        """
        {"event_timestamp": "2026-02-01T00:00:00Z", "user": "x", "day": "2026-02-01", "n": {"a": [1, 2], "t": ["2026-02-01"]}}
        {"user": "nobody", "event_timestamp": "2026-02-01 01:00:00+01:00"}
        {"user": null, "event_timestamp": "2026-02-01"}
        """);

    assertThat(lines("spine.jsonl"))
        .containsExactly(
            "event_timestamp,user,day,n,delta",
            "2026-02-01T00:00:00Z,x,2026-02-01,\"{\"\"a\"\":[1,2],\"\"t\"\":[\"\"2026-02-01\"\"]}\",3",
            "2026-02-01 01:00:00+01:00,nobody,,,",
            "2026-02-01,,,,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"note", "File_Row_Number"})
  void rows_of_a_parquet_file_stay_in_their_order_whatever_a_column_is_called(String column)
      throws Exception {
    int rows = 400_000;
    try (TestDuck duck = new TestDuck()) {
      duck.execute(
          "COPY (SELECT %d - range AS \"%s\", 'x' AS \"user\", range::VARCHAR AS n, timestamptz '2026-02-01' AS event_timestamp FROM range(%d)) TO '%s/spine.parquet' (FORMAT parquet)"
              .formatted(rows, column, rows, folder));
    }

    List<String> lines = lines("spine.parquet");

    assertThat(lines).hasSize(rows + 1);
    assertThat(lines.getFirst()).isEqualTo(column + ",user,n,event_timestamp,delta");
    for (int i = 0; i < rows; i++) {
      assertThat(lines.get(i + 1)).isEqualTo("%d,x,%d,2026-02-01T00:00:00Z,3", rows - i, i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spine.arrow", "spine.arrows"})
  void arrow_files_and_streams_are_read(String name) throws Exception {
    Path file = folder.resolve(name);
    try (RootAllocator memory = new RootAllocator();
        BigIntVector id = new BigIntVector("id", memory);
        VarCharVector user = new VarCharVector("user", memory);
        TimeStampMilliTZVector time =
            new TimeStampMilliTZVector("event_timestamp", memory, "Europe/Berlin");
        VectorSchemaRoot root = VectorSchemaRoot.of(id, user, time);
        OutputStream stream = Files.newOutputStream(file);
        ArrowWriter writer =
            name.endsWith("s")
                ? new ArrowStreamWriter(root, null, stream)
                : new ArrowFileWriter(root, null, java.nio.channels.Channels.newChannel(stream))) {
      writer.start();
      for (int batch = 0; batch < 2; batch++) {
        root.allocateNew();
        id.setSafe(0, batch);
        user.setSafe(0, "é".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        time.setSafe(0, NOON.plus(Duration.ofHours(29 + batch)).toEpochMilli());
        root.setRowCount(1);
        writer.writeBatch();
      }
      writer.end();
    }

    assertThat(lines(name))
        .containsExactly(
            "id,user,event_timestamp,delta",
            "0,é,2026-02-01T17:00:00Z,",
            "1,é,2026-02-01T18:00:00Z,4");
  }

  @Test
  void a_query_may_be_the_spine() throws Exception {
    file("labels.csv", "who,at,kept\nx,2026-02-01 00:00:00,true\ny,2026-02-01 00:00:00,false\n");

    assertThat(
            lines(
                new SpineSource.Query(
                    "SELECT who AS \"user\", \"at\" AS event_timestamp FROM '%s/labels.csv' WHERE kept"
                        .formatted(folder)),
                ExportOptions.DEFAULT))
        .containsExactly("user,event_timestamp,delta", "x,2026-02-01T00:00:00Z,3");
    assertThatThrownBy(() -> lines(new SpineSource.Query("SELEC 1"), ExportOptions.DEFAULT))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith("Cannot run --spine-sql: Parser Error");
  }

  @Test
  void the_keys_of_a_view_may_be_the_spine_from_when_on_they_are_known() throws Exception {
    SpineSource keys =
        new SpineSource.Entities("v", Duration.ofDays(1), NOON, NOON.plus(Duration.ofDays(2)));

    assertThat(lines(keys, ExportOptions.DEFAULT))
        .containsExactly(
            "user,event_timestamp,delta",
            "x,2026-01-31T12:00:00Z,1",
            "x,2026-02-01T12:00:00Z,3",
            "y,2026-02-01T12:00:00Z,2",
            "x,2026-02-02T12:00:00Z,3",
            "y,2026-02-02T12:00:00Z,2",
            "é,2026-02-02T12:00:00Z,4");
  }
}
