package dev.tidemark.online.fold;

import dev.tidemark.registry.job.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replaces a thread that died, unless too many did within a while: then the job has failed. */
final class Retries implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  private static final int LIMIT = 5;
  private static final Duration WHILE = Duration.ofMinutes(5);

  private final String job;
  private final Deque<Long> failures = new ArrayDeque<>();
  private volatile @Nullable Failure last;

  Retries(String job) {
    this.job = job;
  }

  /** Why a thread died last, if one did. */
  Optional<Failure> last() {
    return Optional.ofNullable(last);
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
    long now = System.nanoTime();
    last = Failure.of(failure, Instant.now());
    while (!failures.isEmpty() && now - failures.peekFirst() > WHILE.toNanos()) {
      failures.removeFirst();
    }
    failures.addLast(now);
    if (failures.size() <= LIMIT) {
      LOG.warn("Restarting a thread of {}", job, failure);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error("Stopping {} after {} failures", job, failures.size(), failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }
}
