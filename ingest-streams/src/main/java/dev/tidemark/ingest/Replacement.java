package dev.tidemark.ingest;

import dev.tidemark.registry.job.Setbacks;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replaces a job's thread when it dies, later each time. */
final class Replacement implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

  private final String job;
  private final Setbacks setbacks;

  Replacement(String job, Setbacks setbacks) {
    this.job = job;
    this.setbacks = setbacks;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable cause) {
    LOG.warn("The thread of {} died and will be replaced", job, cause);
    return setbacks.pause(cause)
        ? StreamThreadExceptionResponse.REPLACE_THREAD
        : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }
}
