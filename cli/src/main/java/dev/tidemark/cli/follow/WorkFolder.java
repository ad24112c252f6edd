package dev.tidemark.cli.follow;

import dev.tidemark.cli.console.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder that is removed with all that is in it. */
public record WorkFolder(Path path) implements AutoCloseable {

  public static WorkFolder create() {
    try {
      return new WorkFolder(Files.createTempDirectory("tidemark-follow"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A folder below it, which need not be there.
   *
   * @throws CommandException when the path leads out of it
   */
  public Path inside(Path relative) {
    Path below = path.resolve(relative).normalize();
    if (!below.startsWith(path)) {
      throw CommandException.usage(
          "Cannot use --path %s: expected a folder inside the repository".formatted(relative));
    }
    return below;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
