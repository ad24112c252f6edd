package dev.tidemark.online.lookup;

/** A lookup that needs other nodes cannot be answered now, for there is too much to do. */
public final class OverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OverloadedException(String message) {
    // Nobody looks at its trace, which would cost more than a refusal
    super(message, null, false, false);
  }
}
