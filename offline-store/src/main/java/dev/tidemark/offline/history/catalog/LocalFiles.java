package dev.tidemark.offline.history.catalog;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * A warehouse in a local folder. A file is on the disk when it is closed, so that the catalog never
 * names one that a power failure took.
 */
public final class LocalFiles implements SupportsPrefixOperations {
  private static final long serialVersionUID = 1;

  /** By its name in a catalog's properties. */
  public LocalFiles() {}

  /**
   * The files below a folder; one that is not there holds none. Others may remove some meanwhile.
   */
  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    Path folder = path(prefix);
    List<FileInfo> found = new ArrayList<>();
    try {
      Files.walkFileTree(folder, new Listing(found));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
    return found;
  }

  private static final class Listing extends SimpleFileVisitor<Path> {
    private final List<FileInfo> found;

    Listing(List<FileInfo> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
      if (is.isRegularFile()) {
        found.add(new FileInfo(file.toString(), is.size(), is.lastModifiedTime().toMillis()));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }

  @Override
  public void deletePrefix(String prefix) {
    listPrefix(prefix).forEach(file -> deleteFile(file.location()));
  }

  @Override
  public InputFile newInputFile(String path) {
    return org.apache.iceberg.Files.localInput(path(path).toFile());
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new LocalOutput(path(path).toFile());
  }

  @Override
  public void deleteFile(String path) {
    try {
      Files.deleteIfExists(path(path));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + path, e);
    }
  }

  /** Locations are plain paths; tables of other engines may say {@code file:}. */
  public static Path path(String location) {
    return location.startsWith("file:///")
        ? Path.of(URI.create(location))
        : Path.of(location.startsWith("file:") ? location.substring(5) : location);
  }

  private record LocalOutput(File file) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      return open(StandardOpenOption.CREATE_NEW);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      try {
        Files.deleteIfExists(file.toPath());
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot replace " + file, e);
      }
      return create();
    }

    private PositionOutputStream open(StandardOpenOption option) {
      try {
        Files.createDirectories(file.toPath().toAbsolutePath().getParent());
        return new SyncedOutput(FileChannel.open(file.toPath(), StandardOpenOption.WRITE, option));
      } catch (java.nio.file.FileAlreadyExistsException e) {
        throw new AlreadyExistsException(e, "Cannot create %s: it exists", file);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot create " + file, e);
      }
    }

    @Override
    public String location() {
      return file.getPath();
    }

    @Override
    public InputFile toInputFile() {
      return org.apache.iceberg.Files.localInput(file);
    }
  }

  /** Writes through a small buffer, and forces the file to the disk before it closes it. */
  private static final class SyncedOutput extends PositionOutputStream {
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private long position;

    SyncedOutput(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      position += length;
      if (length > buffer.remaining()) {
        drain(buffer.flip());
        buffer.clear();
      }
      if (length > buffer.remaining()) {
        drain(ByteBuffer.wrap(bytes, offset, length));
      } else {
        buffer.put(bytes, offset, length);
      }
    }

    private void drain(ByteBuffer from) throws IOException {
      while (from.hasRemaining()) {
        channel.write(from);
      }
    }

    @Override
    public void close() throws IOException {
      if (!channel.isOpen()) {
        return;
      }
      try (channel) {
        drain(buffer.flip());
        buffer.clear();
        channel.force(true);
      }
    }
  }
}
