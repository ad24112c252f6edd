package dev.tidemark.registry.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What has broken a job off, and the pauses before it goes on. A job never gives up: most causes go
 * away, and one that does not is told by the job's state and counted. Any thread.
 */
public final class Setbacks {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A job that has not broken off for so long is sound again. */
  private static final Duration SOUND = Duration.ofMinutes(5);

  /** From so many on a job counts as failed also while it tries again. */
  private static final int MANY = 6;

  /**
   * What has to be free before a job that ran out of space goes on: about what it writes at once.
   */
  private static final long LEAST_BYTES = 32L << 20;

  private static final Duration LOOK = Duration.ofMillis(500);

  private final InstantSource clock;
  private final Path folder;
  private final Map<Cause, Long> counts = new EnumMap<>(Cause.class);
  private final CountDownLatch closing = new CountDownLatch(1);
  private int waiting;
  private int inARow;
  private long last;
  private @Nullable Failure failure;

  /** Kinds of causes. */
  public enum Cause {
    /** The broker does not answer. */
    BROKER,
    /** No space is left on the device. */
    DISK_FULL,
    /** What is on disk is not what was written. */
    DAMAGED_STATE,
    OTHER;

    /** By the words of RocksDB and of the operating system: their types are not known here. */
    static Cause of(Throwable failure) {
      Cause kafka = OTHER;
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left on device")
            || message.contains("Disk quota exceeded")) {
          return DISK_FULL;
        }
        if (cause instanceof DamagedException) {
          return DAMAGED_STATE;
        }
        if (cause instanceof TimeoutException
            || cause instanceof NetworkException
            || cause instanceof DisconnectException) {
          kafka = BROKER;
        }
      }
      return kafka;
    }
  }

  /** Says of an exception that what it is about is not what was written. */
  public interface DamagedException {}

  /**
   * None yet.
   *
   * @param folder what the job writes to
   */
  public Setbacks(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
    for (Cause cause : Cause.values()) {
      counts.put(cause, 0L);
    }
  }

  /** Why the job broke off last, if it did. */
  public synchronized Optional<Failure> last() {
    return Optional.ofNullable(failure);
  }

  /** How often it did, for each cause. */
  public synchronized Map<Cause, Long> counts() {
    return Map.copyOf(counts);
  }

  /** Whether a part of it waits, or breaks off again and again. */
  public synchronized boolean down() {
    return waiting > 0 || (inARow >= MANY && clock.millis() - last < 2 * LONGEST_PAUSE.toMillis());
  }

  /** Something broke off, and goes on at once. */
  public synchronized Cause add(Throwable cause) {
    Cause kind = Cause.of(cause);
    counts.merge(kind, 1L, Long::sum);
    Failure told = Failure.of(cause, clock.instant());
    failure =
        kind == Cause.DISK_FULL
            ? new Failure(
                told.time(),
                "Cannot write to %s: %s; make room there, and the job goes on by itself"
                    .formatted(folder, told.reason()))
            : told;
    return kind;
  }

  /**
   * Something broke off: waits until it may go on, longer from time to time, and without space
   * until there is some.
   *
   * @return false when the job is closed meanwhile
   */
  public boolean pause(Throwable cause) {
    Duration pause;
    Cause kind;
    synchronized (this) {
      kind = add(cause);
      long now = clock.millis();
      inARow = now - last > SOUND.toMillis() ? 1 : inARow + 1;
      last = now;
      long millis = FIRST_PAUSE.toMillis() << Math.min(inARow - 1, 10);
      pause = Duration.ofMillis(Math.min(millis, LONGEST_PAUSE.toMillis()));
      waiting++;
    }
    try {
      return !closed(pause) && (kind != Cause.DISK_FULL || awaitSpace());
    } finally {
      synchronized (this) {
        waiting--;
      }
    }
  }

  private boolean awaitSpace() {
    while (free(folder) < LEAST_BYTES) {
      if (closed(LOOK)) {
        return false;
      }
    }
    return true;
  }

  /** How many bytes the process may still write where a folder is or will be. */
  public static long free(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }

  private boolean closed(Duration after) {
    try {
      return closing.await(after.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Nobody needs to wait any more. */
  public void close() {
    closing.countDown();
  }
}
