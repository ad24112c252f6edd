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
    /** The broker does not answer, or nothing is deployed; nothing was written. */
    UNAVAILABLE,
    /** The broker did not say whether the rows are written: all are, or none. */
    OUTCOME_UNKNOWN
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
