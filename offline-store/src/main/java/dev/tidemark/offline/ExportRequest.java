package dev.tidemark.offline;

import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.nio.file.Path;

/**
 * A training set to cut.
 *
 * @param selection the features, of the deployment
 * @param spine a CSV or Parquet file, by its ending
 * @param out the training set's file, CSV or Parquet by its ending; replaced if it is there
 * @param timestampColumn the spine's column that holds each row's T
 * @param fullNames whether features are named {@code view__feature}
 */
public record ExportRequest(
    Deployment deployment,
    Selection selection,
    Path spine,
    Path out,
    String timestampColumn,
    boolean fullNames) {
  /** Where T stands unless something else is said. */
  public static final String DEFAULT_TIMESTAMP_COLUMN = "event_timestamp";
}
