package dev.tidemark.offline;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.Case.Ask;
import dev.tidemark.offline.duckdb.TestDuck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * The spine of a random case in one of the forms that people have: the keys, then T as {@code t},
 * then {@code row}, which is r0, r1, …
 *
 * @param sql what it holds, for {@link TestDuck}
 */
record GivenSpine(SpineSource source, String sql) {
  private enum Form {
    /** Times as people write them: with Z, with another offset, or with none, which means UTC. */
    CSV("VARCHAR"),
    /** Instants. */
    PARQUET("TIMESTAMPTZ"),
    /** Wall clocks of UTC. */
    PARQUET_WITHOUT_ZONE("TIMESTAMP"),
    /** Makes instants of texts without a zone, which mean UTC in a query as well. */
    QUERY("VARCHAR");

    private final String type;

    Form(String type) {
      this.type = type;
    }
  }

  static GivenSpine write(Case random, Path folder, Random drawn, TestDuck duck)
      throws IOException, SQLException {
    Form form = Form.values()[drawn.nextInt(Form.values().length)];
    Path csv = folder.resolve("spine.csv");
    Files.writeString(csv, csv(random, stamps(form, random.moments(), drawn)));
    String read = readCsv(csv, random.entity().keys(), form.type);
    return switch (form) {
      case CSV -> new GivenSpine(SpineSource.Files.of(csv), "FROM " + read);
      case PARQUET, PARQUET_WITHOUT_ZONE -> {
        Path parquet = folder.resolve("spine.parquet");
        duck.execute("COPY (FROM %s) TO '%s' (FORMAT parquet)".formatted(read, parquet));
        yield new GivenSpine(
            SpineSource.Files.of(parquet),
            "FROM read_parquet('%s')".formatted(TestDuck.path(parquet)));
      }
      case QUERY -> {
        String sql = "SELECT * REPLACE (CAST(t AS TIMESTAMPTZ) AS t) FROM " + read;
        yield new GivenSpine(new SpineSource.Query(sql), sql);
      }
    };
  }

  private static LongFunction<String> stamps(Form form, Moments moments, Random drawn) {
    return switch (form) {
      case CSV ->
          time ->
              switch (drawn.nextInt(3)) {
                case 0 -> Micros.format(time);
                case 1 -> moments.withOffset(time);
                default -> Moments.withoutZone(time);
              };
      case PARQUET -> moments::withOffset;
      case PARQUET_WITHOUT_ZONE, QUERY -> Moments::withoutZone;
    };
  }

  private static String csv(Case random, LongFunction<String> stamps) {
    StringBuilder csv = new StringBuilder();
    random.entity().keys().forEach(key -> csv.append(key.name()).append(','));
    csv.append("t,row\n");
    int row = 0;
    for (Ask ask : random.spine()) {
      for (Object field : ask.key()) {
        csv.append(field == null ? "" : '"' + field.toString().replace("\"", "\"\"") + '"');
        csv.append(',');
      }
      csv.append(stamps.apply(ask.time())).append(",r").append(row++).append('\n');
    }
    return csv.toString();
  }

  private static String readCsv(Path csv, List<Column> keys, String timeType) {
    String types =
        keys.stream()
            .map(key -> "'%s': '%s'".formatted(key.name(), duckType(key)))
            .collect(Collectors.joining(", "));
    return ("read_csv('%s', header = true, columns = {%s, 't': '%s', 'row': 'VARCHAR'},"
            + " auto_detect = false, quote = '\"', escape = '\"', nullstr = '',"
            + " allow_quoted_nulls = false, new_line = '\\n')")
        .formatted(TestDuck.path(csv), types, timeType);
  }

  private static String duckType(Column key) {
    return key.type().toString().equals("STRING") ? "VARCHAR" : "BIGINT";
  }
}
