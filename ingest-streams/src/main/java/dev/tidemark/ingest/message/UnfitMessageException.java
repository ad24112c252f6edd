package dev.tidemark.ingest.message;

/** An event cannot be written as a message of its source; the message says why. */
public final class UnfitMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnfitMessageException(String message) {
    super(message);
  }
}
