package dev.tidemark.offline.flight;

import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.registry.deployment.ResolutionException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients are told about failures. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  static StatusRuntimeException of(Throwable failure) {
    return switch (failure) {
      case StatusRuntimeException known -> known;
      case ExportException e -> invalid(e);
      case ResolutionException e -> invalid(e);
      case CancellationException e ->
          Status.UNAVAILABLE
              .withDescription(
                  "Cannot go on with the training set: the node stops; ask another one")
              .withCause(e)
              .asRuntimeException();
      default -> {
        LOG.error("Cannot cut a training set", failure);
        yield Status.INTERNAL
            .withDescription("Cannot cut the training set: the node failed; its log tells more")
            .withCause(failure)
            .asRuntimeException();
      }
    };
  }

  private static StatusRuntimeException invalid(RuntimeException e) {
    return Status.INVALID_ARGUMENT
        .withDescription(e.getMessage())
        .withCause(e)
        .asRuntimeException();
  }
}
