package dev.tidemark.offline.duckdb;

import dev.tidemark.offline.history.HistoryColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * What the footers of Parquet files tell of a history.
 *
 * @param rowGroups the parts of the files that can be read, or left out, one by one
 * @param created whether any row has a created time
 * @param deletions whether any row is a tombstone
 */
record FileFacts(int files, long rowGroups, long rows, boolean created, boolean deletions) {

  static FileFacts of(Duck duck, List<Path> files) throws SQLException, IOException {
    FileFacts[] facts = {new FileFacts(0, 0, 0, false, false)};
    if (!files.isEmpty()) {
      duck.query(
          """
          WITH chunks AS (FROM parquet_metadata(%s))
          SELECT count(DISTINCT (file_name, row_group_id)),
            (SELECT sum(num_rows) FROM parquet_file_metadata(%1$s)), %s, %s FROM chunks
          """
              .formatted(
                  Sql.paths(files),
                  any(HistoryColumns.CREATED_TIME),
                  any(HistoryColumns.LOG_DELETES)),
          row ->
              facts[0] =
                  new FileFacts(
                      files.size(),
                      row.getLong(1),
                      row.getLong(2),
                      row.getBoolean(3),
                      row.getBoolean(4)));
    }
    return facts[0];
  }

  /** Whether a column has a value somewhere; so it is taken to where a footer does not tell. */
  private static String any(String column) {
    return "coalesce(bool_or(stats_null_count IS DISTINCT FROM num_values)"
        + " FILTER (path_in_schema = '%s'), false)".formatted(column);
  }
}
