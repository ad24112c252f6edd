package dev.tidemark.online.fold;

import dev.tidemark.registry.job.Setbacks;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a thread that died. Until then the dead one keeps its partitions open: lookups go on
 * reading them while it waits.
 */
final class Retries implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final String job;
  private final Setbacks setbacks;

  Retries(String job, Setbacks setbacks) {
    this.job = job;
    this.setbacks = setbacks;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    LOG.warn("A thread of {} died and will be replaced", job, failure);
    return setbacks.pause(failure)
        ? StreamThreadExceptionResponse.REPLACE_THREAD
        : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }
}
