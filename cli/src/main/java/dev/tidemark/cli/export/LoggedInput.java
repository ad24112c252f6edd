package dev.tidemark.cli.export;

/**
 * A training set that was logged as the input of an MLflow run.
 *
 * @param name by which MLflow shows the data set: the file's
 * @param digest the first 36 digits of the training set's SHA-256
 * @param created whether the run was made for this, and is finished
 * @param page the run in MLflow's user interface
 */
public record LoggedInput(
    String runId, String experimentId, String name, String digest, boolean created, String page) {}
