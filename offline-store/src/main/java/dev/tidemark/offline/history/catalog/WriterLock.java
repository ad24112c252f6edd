package dev.tidemark.offline.history.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to write a history table. Where the tables are in a folder, one process has it, and the
 * operating system takes it from one that died. Elsewhere everybody has it, and what is written
 * twice is found out when it is committed.
 */
public final class WriterLock implements AutoCloseable {
  private final @Nullable FileChannel channel;

  private WriterLock(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /** The lock, or empty while another node or process has it. */
  public static Optional<WriterLock> tryLock(Warehouse warehouse, String table) throws IOException {
    Optional<Path> project = warehouse.folder();
    if (project.isEmpty()) {
      return Optional.of(new WriterLock(null));
    }
    Path folder = Files.createDirectories(project.get());
    FileChannel channel =
        FileChannel.open(
            folder.resolve(table + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new WriterLock(channel));
      }
    } catch (OverlappingFileLockException e) {
      // Another node in this process has it.
    }
    channel.close();
    return Optional.empty();
  }

  /** Whether nobody else writes the table. */
  public boolean alone() {
    return channel != null;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
