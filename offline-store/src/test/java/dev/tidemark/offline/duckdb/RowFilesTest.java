package dev.tidemark.offline.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFilesTest {
  private static final List<Column> COLUMNS =
      List.of(
          column("n", "INT64"),
          column("x", "DOUBLE"),
          column("ok", "BOOL"),
          column("zip", "STRING"),
          column("tags", "ARRAY<STRING>"));

  @TempDir Path folder;

  private static Column column(String name, String type) {
    return new Column(name, ValueType.parse(type).orElseThrow());
  }

  private static List<String> rows(Path file) {
    List<String> rows = new ArrayList<>();
    RowFiles.forEachJson(file, COLUMNS, rows::add);
    return rows;
  }

  @Test
  void lines_of_jsonl_come_as_they_are() throws Exception {
    Path file =
        Files.writeString(folder.resolve("e.jsonl"), "{\"a\": 1.0}\r\n\n{broken\n{\"é\":2}");

    assertThat(rows(file)).containsExactly("{\"a\": 1.0}", "{broken", "{\"é\":2}");
  }

  @Test
  void csv_fields_become_what_their_columns_declare() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("e.CSV"),
            "n,x,ok,zip,tags,time\n"
                + "1,-2.50e3,true,00123,\"[\"\"a\"\"]\",2026-01-31 09:30\n"
                + "01,NaN,yes,\"q\"\"\n\",a,\n"
                + ",,,\"\",,5\n");

    assertThat(rows(file))
        .containsExactly(
            "{\"n\":1,\"x\":-2.50e3,\"ok\":true,\"zip\":\"00123\",\"tags\":[\"a\"],\"time\":\"2026-01-31 09:30\"}",
            "{\"n\":\"01\",\"x\":\"NaN\",\"ok\":\"yes\",\"zip\":\"q\\\"\\n\",\"tags\":\"a\",\"time\":null}",
            "{\"n\":null,\"x\":null,\"ok\":null,\"zip\":\"\",\"tags\":null,\"time\":\"5\"}");
  }

  @Test
  void parquet_keeps_its_types_and_writes_times_with_a_zone() throws Exception {
    Path file = folder.resolve("e [1].parquet");
    try (TestDuck duck = new TestDuck()) {
      duck.execute(
          ("COPY (SELECT 1::BIGINT AS n, 0.1::DOUBLE AS x, NULL::VARCHAR AS nothing, 'é\"' AS"
                  + " \"it's\", TIMESTAMP '2026-01-31 09:30:00.5' AS t, TIMESTAMPTZ '2026-01-31"
                  + " 10:30:00+01' AS z, [TIMESTAMP '2026-01-31 09:30:00', NULL] AS l, 'ab'::BLOB"
                  + " AS b UNION ALL SELECT 2, NULL, NULL, '', NULL, NULL, [], NULL) TO '%s'"
                  + " (FORMAT parquet)")
              .formatted(file));
    }

    assertThat(rows(file))
        .containsExactly(
            "{\"n\":1,\"x\":0.1,\"nothing\":null,\"it's\":\"é\\\"\",\"t\":\"2026-01-31T09:30:00.500Z\","
                + "\"z\":\"2026-01-31T09:30:00Z\",\"l\":[\"2026-01-31T09:30:00Z\",null],\"b\":\"YWI=\"}",
            "{\"n\":2,\"x\":null,\"nothing\":null,\"it's\":\"\",\"t\":null,\"z\":null,\"l\":[],\"b\":null}");
  }

  @Test
  void other_endings_are_refused() throws Exception {
    Path file = Files.writeString(folder.resolve("e.xml"), "");

    assertThatThrownBy(() -> rows(file))
        .isInstanceOf(ExportException.class)
        .hasMessage(
            "Cannot read %s: the file's ending must be .jsonl, .csv or .parquet".formatted(file));
  }
}
