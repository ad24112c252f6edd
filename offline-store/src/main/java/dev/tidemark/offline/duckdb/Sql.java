package dev.tidemark.offline.duckdb;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of SQL. */
final class Sql {
  /** Microseconds since the epoch as RFC 3339 with 0, 3 or 6 fraction digits, as few as needed. */
  static final String ISO_MACRO =
      """
      CREATE MACRO iso(us) AS CASE
        WHEN us % 1000000 = 0 THEN strftime(make_timestamp(us), '%Y-%m-%dT%H:%M:%SZ')
        WHEN us % 1000 = 0 THEN strftime(make_timestamp(us), '%Y-%m-%dT%H:%M:%S.%gZ')
        ELSE strftime(make_timestamp(us), '%Y-%m-%dT%H:%M:%S.%fZ') END
      """;

  private Sql() {}

  /** Why a statement failed, without its text. */
  static String reason(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** A path to read from, of which no character is a wildcard. */
  static String path(Path file) {
    return text(file.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]"));
  }

  static String paths(List<Path> files) {
    return files.stream().map(Sql::path).collect(Collectors.joining(", ", "[", "]"));
  }

  /** The rows of history files; what their folders are named is no column. */
  static String historyFiles(List<Path> files) {
    return "read_parquet(%s, union_by_name = true, hive_partitioning = false)"
        .formatted(paths(files));
  }

  /** The value of a column of any type as the text of a CSV field. */
  static String csvText(String type, String value) {
    if (type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP")) {
      return "CAST(to_json(" + json(type, value) + ") AS VARCHAR)";
    }
    return "CAST(" + json(type, value) + " AS VARCHAR)";
  }

  /** The value of a column of any type as {@code to_json} shall have it. */
  static String json(String type, String value) {
    if (type.endsWith("[]")) {
      String element = type.substring(0, type.length() - 2);
      String mapped = json(element, "e");
      return mapped.equals("e") ? value : "list_transform(" + value + ", lambda e: " + mapped + ")";
    }
    if (type.startsWith("TIMESTAMP")) {
      return "iso(epoch_us(" + value + "))";
    }
    return type.equals("BLOB") ? "base64(" + value + ")" : value;
  }
}
