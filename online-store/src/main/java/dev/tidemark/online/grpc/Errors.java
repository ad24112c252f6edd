package dev.tidemark.online.grpc;

import dev.tidemark.online.request.RequestException;
import dev.tidemark.registry.job.PushException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as gRPC tells them, with the messages of the HTTP API. */
final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  /** Tells a refused push, which may be sent again, from one of which nobody knows. */
  private static final Metadata.Key<String> WRITTEN =
      Metadata.Key.of("tidemark-written", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * A description is a header, and clients take 8 KiB of headers: nine bytes for a character that
   * is none of ASCII.
   */
  private static final int LONGEST_DESCRIPTION = 800;

  private Errors() {}

  static Status refused(RequestException e) {
    Status status =
        switch (e.status()) {
          case 404 -> Status.NOT_FOUND;
          case 429 -> Status.RESOURCE_EXHAUSTED;
          case 503 -> Status.UNAVAILABLE;
          default -> Status.INVALID_ARGUMENT;
        };
    return status.withDescription(shortened(String.valueOf(e.getMessage())));
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_DESCRIPTION
        ? message
        : message.substring(0, LONGEST_DESCRIPTION) + "…";
  }

  /** With a trailer that says so when nothing was written. */
  static StatusRuntimeException refused(PushException e) {
    Status status =
        switch (e.kind()) {
          case SOURCE_NOT_FOUND, VIEW_NOT_FOUND -> Status.NOT_FOUND;
          case UNFIT -> Status.INVALID_ARGUMENT;
          case LAGGING -> Status.RESOURCE_EXHAUSTED;
          case UNAVAILABLE -> Status.UNAVAILABLE;
          case OUTCOME_UNKNOWN -> Status.UNKNOWN;
        };
    Metadata trailers = new Metadata();
    if (e.kind() != PushException.Kind.OUTCOME_UNKNOWN) {
      trailers.put(WRITTEN, "nothing");
    }
    return status
        .withDescription(shortened(String.valueOf(e.getMessage())))
        .asRuntimeException(trailers);
  }

  static Status failed(String method, Throwable e) {
    String id = UUID.randomUUID().toString();
    LOG.error("Cannot answer {}: failure {}", method, id, e);
    return Status.INTERNAL.withDescription(
        "Cannot answer: failure " + id + "; the server's log tells more");
  }
}
