package dev.tidemark.sdk.training;

import dev.tidemark.sdk.TidemarkException;
import dev.tidemark.sdk.TidemarkException.Kind;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;

/** What failed calls mean for their callers. */
final class Failures {
  private Failures() {}

  static TidemarkException of(FlightRuntimeException failure) {
    CallStatus status = failure.status();
    String said = status.description();
    String message =
        said != null && said.startsWith("Cannot ")
            ? said
            : "Cannot cut the training set: %s: %s".formatted(status.code(), said);
    return new TidemarkException(kind(status.code()), message, failure);
  }

  private static Kind kind(FlightStatusCode code) {
    return switch (code) {
      case INVALID_ARGUMENT, UNIMPLEMENTED -> Kind.INVALID_REQUEST;
      case UNAUTHENTICATED, UNAUTHORIZED -> Kind.DENIED;
      case RESOURCE_EXHAUSTED -> Kind.OVERLOADED;
      case TIMED_OUT -> Kind.DEADLINE_EXCEEDED;
      // What a node does not find is the spine, which another one has, or it had before it stopped
      case NOT_FOUND, UNAVAILABLE, CANCELLED -> Kind.UNAVAILABLE;
      case OK, UNKNOWN, INTERNAL, ALREADY_EXISTS -> Kind.FAILED;
    };
  }
}
