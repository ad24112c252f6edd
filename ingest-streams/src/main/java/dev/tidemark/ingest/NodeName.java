package dev.tidemark.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A node's name, which it keeps in its state directory. */
public final class NodeName {
  private NodeName() {}

  /**
   * The name in the directory; a new random one if there is none yet.
   *
   * @throws UncheckedIOException when the directory cannot be read or written
   */
  public static String in(Path directory) {
    Path file = directory.resolve("node-name");
    try {
      String name = Files.readString(file).strip();
      return name.isEmpty() ? create(file) : name;
    } catch (NoSuchFileException none) {
      return create(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read node name: " + file, e);
    }
  }

  private static String create(Path file) {
    String name = UUID.randomUUID().toString();
    try {
      Files.createDirectories(file.getParent());
      Path half = Files.writeString(file.resolveSibling("node-name.new"), name + "\n");
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write node name: " + file, e);
    }
  }
}
