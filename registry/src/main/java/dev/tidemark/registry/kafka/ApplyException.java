package dev.tidemark.registry.kafka;

import org.jspecify.annotations.Nullable;

/** A version was not deployed, or nobody can tell whether it was; the message names the way out. */
public abstract sealed class ApplyException extends RuntimeException
    permits ApplyConflictException, ApplyFailedException, ApplyStateUnknownException {
  private static final long serialVersionUID = 1;

  ApplyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
