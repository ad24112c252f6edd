package dev.tidemark.ingest.backfill;

/** A feature log cannot be filled as it was asked; the message says why and names the way out. */
public final class BackfillException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BackfillException(String message) {
    super(message);
  }

  BackfillException(String message, Throwable cause) {
    super(message, cause);
  }
}
