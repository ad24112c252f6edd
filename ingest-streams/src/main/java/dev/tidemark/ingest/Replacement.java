package dev.tidemark.ingest;

import dev.tidemark.registry.job.Failure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a job's thread when it dies, later each time; one that dies too often has its job fail.
 * A thread that has lived for a while counts as sound again.
 */
final class Replacement implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);
  private static final int MOST = 6;
  private static final Duration SOUND = Duration.ofMinutes(5);

  private final String job;
  private final InstantSource clock;
  private int deaths;
  private long lastDeath;
  private volatile @Nullable Failure last;

  Replacement(String job, InstantSource clock) {
    this.job = job;
    this.clock = clock;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable cause) {
    long now = clock.millis();
    deaths = now - lastDeath > SOUND.toMillis() ? 1 : deaths + 1;
    lastDeath = now;
    last = Failure.of(cause, clock.instant());
    if (deaths > MOST || interrupted(100L << deaths)) {
      LOG.error("{} has failed: its thread died {} times", job, deaths, cause);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.warn("{}: its thread died and is replaced", job, cause);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Why a thread died last, if one did. */
  Optional<Failure> last() {
    return Optional.ofNullable(last);
  }

  private static boolean interrupted(long millis) {
    try {
      Thread.sleep(millis);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
