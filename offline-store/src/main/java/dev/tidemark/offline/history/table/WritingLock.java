package dev.tidemark.offline.history.table;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells other processes that files are being written which nothing names yet. Each writer of a
 * table locks a byte of one file, its own, while it writes; whoever looks for what was left over
 * locks all the others while it lists. The operating system takes the locks of a process that died.
 *
 * <p>The file is opened once for each writer: to close it lets go of all that the process has
 * locked of it.
 */
final class WritingLock implements AutoCloseable {
  /** Locked for a moment before one's own byte, so that whoever wants all others gets them. */
  private static final long GATE = 0;

  private static final long FIRST = 1;
  private static final Duration PAUSE = Duration.ofMillis(2);

  /** Nobody lists files for longer; a node of an earlier build locks the file while it runs. */
  private static final Duration LONGEST_LIST = Duration.ofMinutes(1);

  private static final Duration LONGEST_WRITE = Duration.ofSeconds(5);

  private final Path file;
  private final FileChannel channel;
  private final long mine = ThreadLocalRandom.current().nextLong(FIRST + 1, Long.MAX_VALUE / 2);
  private @Nullable FileLock held;

  WritingLock(Path file) {
    this.file = file;
    try {
      Files.createDirectories(file.getParent());
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open " + file, e);
    }
  }

  /** Files are being written from now on; waits while somebody lists them. */
  void begin() {
    try (FileLock gate = lock(GATE, 1, LONGEST_LIST)) {
      held = gate == null ? null : lock(mine, 1, LONGEST_LIST);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lock " + file, e);
    }
    if (held == null) {
      throw new IllegalStateException(
          "Cannot write history: another process holds %s; stop nodes of earlier builds"
              .formatted(file));
    }
  }

  /** No more. */
  void end() {
    FileLock ended = held;
    held = null;
    if (ended != null) {
      try {
        ended.release();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot unlock " + file, e);
      }
    }
  }

  /** What is seen while nobody else writes; empty when somebody did for too long. */
  <T> Optional<T> whileOthersRest(Supplier<T> look) {
    long deadline = System.nanoTime() + LONGEST_WRITE.toNanos();
    try (FileLock gate = lock(GATE, 1, LONGEST_WRITE);
        FileLock below = gate == null ? null : lock(FIRST, mine - FIRST, left(deadline));
        FileLock above =
            below == null ? null : lock(mine + 1, Long.MAX_VALUE - mine - 1, left(deadline))) {
      return above == null ? Optional.empty() : Optional.of(look.get());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lock " + file, e);
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  private @Nullable FileLock lock(long from, long bytes, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (@Nullable FileLock lock = tryLock(from, bytes); ; lock = tryLock(from, bytes)) {
      if (lock != null || System.nanoTime() >= deadline) {
        return lock;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
  }

  private @Nullable FileLock tryLock(long from, long bytes) throws IOException {
    try {
      return channel.tryLock(from, bytes, false);
    } catch (OverlappingFileLockException e) {
      // Another thread or node of this process has it
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + file, e);
    }
  }
}
