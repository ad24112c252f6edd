package dev.tidemark.registry.job;

/** Events that were pushed are not taken, or it is not known whether they were. */
public final class PushException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Kind {
    SOURCE_NOT_FOUND,
    VIEW_NOT_FOUND,
    /** A row is no event of the source; nothing was written. */
    UNFIT,
    /** Too many events wait for their effect; nothing was written, and a later call is welcome. */
    LAGGING,
    /** The broker does not answer, or nothing is deployed; the message says what was written. */
    UNAVAILABLE
  }

  private final Kind kind;

  public PushException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
