package dev.tidemark.cli.node;

import dev.tidemark.cli.console.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Holds a state folder for one process; the operating system lets go of it when that dies. */
final class NodeLock implements AutoCloseable {
  private static final String FILE = "node.lock";
  // The file's text is the process id; locked is a byte far behind it, so that others can read it
  private static final long LOCKED_BYTE = 1L << 30;

  private final FileChannel channel;

  private NodeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the folder, which is made when it is absent.
   *
   * @throws CommandException when another process has it
   */
  static NodeLock take(Path stateDirectory) {
    try {
      Files.createDirectories(stateDirectory);
      FileChannel channel =
          FileChannel.open(
              stateDirectory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel).isEmpty()) {
        channel.close();
        throw CommandException.failed(
            ("Cannot start on %s: process %s already runs Tidemark there; stop it, or set another"
                    + " state directory in tidemark.yaml")
                .formatted(stateDirectory, Files.readString(stateDirectory.resolve(FILE)).strip()));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return new NodeLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isHeld(Path stateDirectory) {
    Path file = stateDirectory.resolve(FILE);
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return lock(channel).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<FileLock> lock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock(LOCKED_BYTE, 1, false));
    } catch (OverlappingFileLockException heldByThisProcess) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
