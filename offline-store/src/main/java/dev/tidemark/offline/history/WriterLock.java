package dev.tidemark.offline.history;

import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The right to write a history table; the operating system takes it from a process that died. */
final class WriterLock implements AutoCloseable {
  private final FileChannel channel;

  private WriterLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The lock, or empty while another node or process has it. */
  static Optional<WriterLock> tryLock(Path warehouse, String project, FeatureLog log)
      throws IOException {
    Path folder = Files.createDirectories(warehouse.resolve(project));
    FileChannel channel =
        FileChannel.open(
            folder.resolve(log.table() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
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

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
