package dev.tidemark.offline;

import dev.tidemark.model.type.Column;
import dev.tidemark.offline.duckdb.ArrowRows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a training set's rows are. */
public sealed interface SpineSource {

  /**
   * The rows of files, all of one format (CSV, Parquet, Arrow IPC or JSON lines, by their ending).
   *
   * @param patterns paths, in which {@code *}, {@code ?}, {@code [a-c]} and {@code **} may stand
   *     for other characters; what a pattern stands for comes in the order of the names
   */
  record Files(List<String> patterns) implements SpineSource {
    public Files {
      patterns = List.copyOf(patterns);
    }

    public static Files of(Path file) {
      return new Files(List.of(file.toString()));
    }
  }

  /** The rows of a DuckDB query over files, in its order. */
  record Query(String sql) implements SpineSource {}

  /**
   * Every key that a feature view has seen, at times from one to another, both included: at each
   * time those that it had seen by then, in the order of their keys.
   */
  record Entities(String view, Duration every, Instant from, Instant to) implements SpineSource {}

  /**
   * What lookups of a service were answered: its rows at their T, with keys, request data and the
   * features as they were served.
   *
   * @param from the first T; empty for all that there is
   * @param to before which T is; empty for all that there is
   * @param statuses whether each feature is followed by its status
   */
  record Served(String service, Optional<Instant> from, Optional<Instant> to, boolean statuses)
      implements SpineSource {}

  /**
   * Rows that are there.
   *
   * @param rows a value for each column, in its Java type or null
   */
  record Rows(List<Column> columns, List<? extends List<? extends @Nullable Object>> rows)
      implements SpineSource {
    public Rows {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /** Batches that are read once. */
  record Stream(ArrowRows rows) implements SpineSource {}
}
