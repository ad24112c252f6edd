package dev.tidemark.offline.duckdb;

/** A file cannot be read or written as it was asked: the caller's mistake, named in the message. */
public final class ExportException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ExportException(String message) {
    super(message);
  }

  public ExportException(String message, Throwable cause) {
    super(message, cause);
  }
}
