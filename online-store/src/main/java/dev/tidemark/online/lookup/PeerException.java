package dev.tidemark.online.lookup;

/** Another node did not answer. */
public final class PeerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** Why. */
  public enum Kind {
    /** It has too much to do, and says so. */
    OVERLOADED,
    /** Not in time. */
    LATE,
    /** It cannot be reached or trusted, or failed. */
    FAILED
  }

  /** With a reason for people. */
  public PeerException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
