package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.duckdb.SpineTable.SpineColumn;
import dev.tidemark.offline.duckdb.Split.Part;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The part of each row of a spine, in its order, in the table {@code split}. */
final class SplitTable {
  static final String NAME = "split";

  private SplitTable() {}

  static void fill(Duck duck, Split split, SpineTable spine) throws SQLException, IOException {
    String value;
    List<String> bounds = new ArrayList<>();
    if (split.by().isPresent()) {
      SpineColumn column = spine.column("split", split.by().get());
      value = place(column.csvText("spine"));
      split.bounds().forEach(bound -> bounds.add("< " + bound.toPlainString()));
    } else {
      value = "asked.t";
      for (BigDecimal bound : split.bounds()) {
        duck.query(
            "SELECT coalesce(quantile_disc(t, %s), 0) FROM asked".formatted(bound.toPlainString()),
            row -> bounds.add("<= " + row.getLong(1)));
      }
    }
    StringBuilder part = new StringBuilder("CASE");
    List<Part> parts = split.parts();
    for (int i = 0; i < bounds.size(); i++) {
      part.append(" WHEN place ").append(bounds.get(i));
      part.append(" THEN ").append(Sql.text(parts.get(i).name()));
    }
    String last = Sql.text(parts.getLast().name());
    String named = bounds.isEmpty() ? last : part + " ELSE " + last + " END";
    duck.execute(
        ("CREATE TABLE split AS SELECT ordinal AS c0, %s AS c1 FROM"
                + " (SELECT ordinal, %s AS place FROM spine JOIN asked USING (ordinal)) ORDER BY ordinal")
            .formatted(named, value));
  }

  /**
   * A text's place from 0 to 1: the first 52 bits of its MD5, over two to the power of 52. A null
   * is taken for the empty text.
   */
  private static String place(String text) {
    return "(('0x' || left(md5(coalesce(%s, '')), 13))::BIGINT / 4503599627370496.0)"
        .formatted(text);
  }
}
