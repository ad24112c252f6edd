package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.Split;
import java.util.List;
import java.util.Optional;

/**
 * How a training set is cut.
 *
 * @param timestampColumn the spine's column that holds each row's T
 * @param fullNames whether features are named {@code view__feature}
 * @param byArrival whether an event counts only from its arrival on, as in the online store
 * @param labels features from the future
 * @param split into which parts rows go
 * @param partitionBy columns by whose values the output is a folder of files; none for one file
 * @param memory about how many bytes to use
 */
public record ExportOptions(
    String timestampColumn,
    boolean fullNames,
    boolean byArrival,
    List<Label> labels,
    Optional<Split> split,
    List<String> partitionBy,
    long memory) {
  /** Where T stands unless something else is said. */
  public static final String TIMESTAMP_COLUMN = "event_timestamp";

  public static final long MEMORY = 2L << 30;

  /** What is done unless something else is said. */
  public static final ExportOptions DEFAULT =
      new ExportOptions(
          TIMESTAMP_COLUMN, false, false, List.of(), Optional.empty(), List.of(), MEMORY);

  public ExportOptions {
    labels = List.copyOf(labels);
    partitionBy = List.copyOf(partitionBy);
  }

  public ExportOptions withTimestampColumn(String column) {
    return new ExportOptions(column, fullNames, byArrival, labels, split, partitionBy, memory);
  }

  public ExportOptions withByArrival(boolean arrival) {
    return new ExportOptions(
        timestampColumn, fullNames, arrival, labels, split, partitionBy, memory);
  }

  public ExportOptions withFullNames(boolean full) {
    return new ExportOptions(timestampColumn, full, byArrival, labels, split, partitionBy, memory);
  }
}
