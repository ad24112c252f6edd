package dev.tidemark.offline.duckdb;

import java.util.List;

/** How Hive names the folders of a partitioned table. */
final class Hive {
  private Hive() {}

  /**
   * SQL of a row's folder: {@code COLUMN=VALUE}, one within another; what could not be in a name is
   * written as in a URL.
   */
  static String folder(List<String> columns) {
    return String.join(" || '/' || ", columns.stream().map(Hive::folder).toList());
  }

  private static String folder(String column) {
    return "url_encode(%s) || '=' || coalesce(url_encode(CAST(%s AS VARCHAR)), '__HIVE_DEFAULT_PARTITION__')"
        .formatted(Sql.text(column), Sql.name(column));
  }
}
