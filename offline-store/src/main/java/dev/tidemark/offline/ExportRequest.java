package dev.tidemark.offline;

import dev.tidemark.registry.deployment.Deployment;
import java.nio.file.Path;

/**
 * A training set to cut.
 *
 * @param out the training set's file, CSV, Parquet or Arrow by its ending, or its folder when it is
 *     partitioned; replaced if it is there
 */
public record ExportRequest(
    Deployment deployment, Choice choice, SpineSource spine, Path out, ExportOptions options) {}
