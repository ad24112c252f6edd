package dev.tidemark.registry.job;

import java.time.Instant;

/**
 * What stopped a job, or a part of it; it may have gone on since.
 *
 * @param reason for people
 */
public record Failure(Instant time, String reason) {

  /** The failure in the words of what caused it in the end. */
  public static Failure of(Throwable failure, Instant time) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String kind = cause.getClass().getSimpleName();
    return new Failure(time, message == null ? kind : kind + ": " + message);
  }
}
