package dev.tidemark.offline;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training set that was cut.
 *
 * @param rows as many as the spine has
 * @param sha256 of what was written
 * @param nulls for each feature in how many rows it is null, in the order of the columns
 */
public record ExportReport(
    Path out, Path manifest, long rows, String sha256, Map<String, Long> nulls) {
  public ExportReport {
    nulls = Collections.unmodifiableMap(new LinkedHashMap<>(nulls));
  }
}
