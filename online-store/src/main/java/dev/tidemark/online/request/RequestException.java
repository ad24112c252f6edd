package dev.tidemark.online.request;

import dev.tidemark.registry.deployment.ResolutionException;
import dev.tidemark.registry.job.PushException;

/** A request that cannot be answered as it is: it goes to the caller with its message. */
public final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String feastClass;

  /**
   * A refusal.
   *
   * @param status of HTTP
   * @param feastClass the class of {@code feast.errors} that Feast's client raises; it has to be
   *     one that a message alone constructs
   */
  public RequestException(int status, String feastClass, String message) {
    // Nobody looks at its trace, which would cost more than a refusal
    super(message, null, false, false);
    this.status = status;
    this.feastClass = feastClass;
  }

  /** A request that does not fit. */
  public static RequestException unfit(String message) {
    return new RequestException(422, "FeastError", message);
  }

  /** One of too many requests: it may be sent again soon. */
  static RequestException tooMany(String message) {
    return new RequestException(429, "FeastError", message);
  }

  /** A name that is not deployed, or a reference that cannot be resolved. */
  public static RequestException of(ResolutionException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case VIEW_NOT_FOUND -> new RequestException(404, "FeatureViewNotFoundException", message);
      case SERVICE_NOT_FOUND ->
          new RequestException(404, "FeatureServiceNotFoundException", message);
      case FEATURE_NOT_FOUND -> new RequestException(404, "FeastObjectNotFoundException", message);
      case MALFORMED_REFERENCE, NAME_COLLISION -> unfit(message);
    };
  }

  /** Events that are not taken. */
  public static RequestException of(PushException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case SOURCE_NOT_FOUND -> new RequestException(422, "PushSourceNotFoundException", message);
      case VIEW_NOT_FOUND -> new RequestException(404, "FeatureViewNotFoundException", message);
      case UNFIT -> unfit(message);
      case LAGGING -> new RequestException(429, "FeastError", message);
      case UNAVAILABLE, OUTCOME_UNKNOWN -> new RequestException(503, "FeastError", message);
    };
  }

  public int status() {
    return status;
  }

  public String feastClass() {
    return feastClass;
  }
}
