package dev.tidemark.online.grpc;

import dev.tidemark.online.request.RequestException;
import io.grpc.Status;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as gRPC tells them, with the messages of the HTTP API. */
final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private Errors() {}

  static Status refused(RequestException e) {
    Status status =
        switch (e.status()) {
          case 404 -> Status.NOT_FOUND;
          case 429 -> Status.RESOURCE_EXHAUSTED;
          case 503 -> Status.UNAVAILABLE;
          default -> Status.INVALID_ARGUMENT;
        };
    return status.withDescription(e.getMessage());
  }

  static Status failed(String method, Throwable e) {
    String id = UUID.randomUUID().toString();
    LOG.error("Cannot answer {}: failure {}", method, id, e);
    return Status.INTERNAL.withDescription(
        "Cannot answer: failure " + id + "; the server's log tells more");
  }
}
