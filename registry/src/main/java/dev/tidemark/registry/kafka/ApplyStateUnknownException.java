package dev.tidemark.registry.kafka;

import dev.tidemark.registry.deployment.Version;

/** The broker was asked to commit a version and did not say whether it has. */
public final class ApplyStateUnknownException extends ApplyException {
  private static final long serialVersionUID = 1;

  ApplyStateUnknownException(Version wanted, Throwable cause) {
    super(
        "Cannot tell whether version %d was applied: %s; either it or the one before it is deployed,"
                .formatted(wanted.number(), cause.getMessage())
            + " and tidemark plan says which",
        cause);
  }
}
