package dev.tidemark.sdk;

import dev.tidemark.sdk.TidemarkException.Kind;
import io.grpc.Metadata;
import io.grpc.Status;

/** What failed calls mean for their callers. */
final class Failures {
  /** By which a node says that it wrote nothing. */
  private static final Metadata.Key<String> WRITTEN =
      Metadata.Key.of("tidemark-written", Metadata.ASCII_STRING_MARSHALLER);

  private Failures() {}

  static TidemarkException ofLookup(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    return new TidemarkException(kind(status), message("Cannot look up: ", status, ""), failure);
  }

  /**
   * The failure of a publication.
   *
   * @param sent whether anything of it may have gone out
   */
  static TidemarkException ofPublication(Throwable failure, boolean sent) {
    Status status = Status.fromThrowable(failure);
    if (!sent || saysNothingWritten(failure) || refuses(status)) {
      String message = message("Cannot publish: ", status, "; nothing was written");
      return new TidemarkException(kind(status), message, failure);
    }
    String message =
        message(
            "Cannot tell whether the events are written: ",
            status,
            "; all are, or none. Who publishes them again may write them twice");
    return new TidemarkException(Kind.OUTCOME_UNKNOWN, message, failure);
  }

  private static boolean saysNothingWritten(Throwable failure) {
    Metadata trailers = Status.trailersFromThrowable(failure);
    return trailers != null && "nothing".equals(trailers.get(WRITTEN));
  }

  /** Whether a status is given only before anything is done. */
  private static boolean refuses(Status status) {
    return switch (kind(status)) {
      case INVALID_REQUEST, NOT_FOUND, DENIED, OVERLOADED -> true;
      case UNAVAILABLE,
          DEADLINE_EXCEEDED,
          CANCELLED,
          OUTCOME_UNKNOWN,
          FAILED,
          NO_VALUE,
          WRONG_TYPE ->
          false;
    };
  }

  private static Kind kind(Status status) {
    return switch (status.getCode()) {
      case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION, UNIMPLEMENTED ->
          Kind.INVALID_REQUEST;
      case NOT_FOUND -> Kind.NOT_FOUND;
      case PERMISSION_DENIED, UNAUTHENTICATED -> Kind.DENIED;
      case RESOURCE_EXHAUSTED -> Kind.OVERLOADED;
      // What the caller cancels does not come here: it is a node that stops
      case UNAVAILABLE, CANCELLED -> Kind.UNAVAILABLE;
      case DEADLINE_EXCEEDED -> Kind.DEADLINE_EXCEEDED;
      case OK, UNKNOWN, ALREADY_EXISTS, ABORTED, INTERNAL, DATA_LOSS -> Kind.FAILED;
    };
  }

  /** A node's own sentence as it is; what the transport says with words around it. */
  private static String message(String what, Status status, String outcome) {
    String said = status.getDescription();
    if (said != null && said.startsWith("Cannot ")) {
      return said;
    }
    StringBuilder message = new StringBuilder(what).append(status.getCode());
    if (said != null) {
      message.append(": ").append(said);
    }
    Throwable cause = status.getCause();
    if (cause != null && cause.getMessage() != null) {
      message.append(": ").append(cause.getMessage());
    }
    return message.append(outcome).toString();
  }
}
