package dev.tidemark.sdk;

import org.jspecify.annotations.Nullable;

/** Why there is no answer. Where a node refused, the message is the node's. */
public final class TidemarkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What a caller can do about it. */
  public enum Kind {
    /** The request does not fit: the message names the field, for a value also its row. */
    INVALID_REQUEST,
    /**
     * Nothing has that name: a view, feature, service, entity or source, or a feature of an answer.
     */
    NOT_FOUND,
    /** The caller may not do this. */
    DENIED,
    /** A limit: too many requests or events at once, or too long an answer. Nothing was written. */
    OVERLOADED,
    /** No node can answer now. Nothing was written, so the same call may be made again. */
    UNAVAILABLE,
    /** The deadline passed. Nothing was written. */
    DEADLINE_EXCEEDED,
    /** The thread that waited for a lookup was interrupted. */
    CANCELLED,
    /** Nobody can tell whether events that were published are written: all are, or none. */
    OUTCOME_UNKNOWN,
    /** The node failed; its log tells more. */
    FAILED,
    /** A feature has no value for a row; its status says why. */
    NO_VALUE,
    /** A value has another type than the one that it is read as. */
    WRONG_TYPE
  }

  private final Kind kind;

  public TidemarkException(Kind kind, String message) {
    this(kind, message, null);
  }

  public TidemarkException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
