package dev.tidemark.cli.export;

/** An MLflow server cannot be reached, or refuses; the message goes on from "Cannot log: ". */
final class MlflowException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean missing;

  MlflowException(String message) {
    this(message, false);
  }

  /**
   * @param missing whether the server says that there is no such thing
   */
  MlflowException(String message, boolean missing) {
    super(message);
    this.missing = missing;
  }

  boolean missing() {
    return missing;
  }
}
