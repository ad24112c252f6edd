package dev.tidemark.registry.deployment;

/** A request names something that is not deployed, or names it wrongly: the caller's mistake. */
public final class ResolutionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What was wrong. */
  public enum Kind {
    VIEW_NOT_FOUND,
    SERVICE_NOT_FOUND,
    FEATURE_NOT_FOUND,
    MALFORMED_REFERENCE,
    NAME_COLLISION
  }

  private final Kind kind;

  public ResolutionException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
