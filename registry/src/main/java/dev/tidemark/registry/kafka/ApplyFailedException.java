package dev.tidemark.registry.kafka;

import dev.tidemark.registry.deployment.Version;

/** A version could not be deployed; what was deployed before still is. */
public final class ApplyFailedException extends ApplyException {
  private static final long serialVersionUID = 1;

  ApplyFailedException(Version wanted, String reason, Throwable cause) {
    super("Cannot apply version %d: %s".formatted(wanted.number(), reason), cause);
  }
}
