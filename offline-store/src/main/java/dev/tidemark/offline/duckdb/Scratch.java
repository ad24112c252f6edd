package dev.tidemark.offline.duckdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Files and folders that are only needed for a while. They are removed when this is closed, and
 * also when the process is told to end before (Ctrl-C).
 */
public final class Scratch implements AutoCloseable {
  private static final int MOST_PASSES = 1_000;
  private static final Set<Scratch> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Scratch::removeAll, "remove scratch files"));
  }

  private final List<Path> paths;

  private Scratch(List<Path> paths) {
    this.paths = paths;
  }

  public static Scratch of(Path... paths) {
    Scratch scratch = new Scratch(List.of(paths));
    OPEN.add(scratch);
    return scratch;
  }

  /** Those that there are in this process. */
  static List<Path> all() {
    return OPEN.stream().flatMap(scratch -> scratch.paths.stream()).toList();
  }

  /** Until nothing comes again: whoever still writes is not stopped before the process is. */
  private static void removeAll() {
    for (int i = 0; i < MOST_PASSES && OPEN.stream().anyMatch(Scratch::exists); i++) {
      for (Scratch scratch : OPEN) {
        try {
          scratch.remove();
        } catch (IOException e) {
          // The next pass tries again; after the last one nobody is left to be told
        }
      }
    }
  }

  private boolean exists() {
    return paths.stream().anyMatch(Files::exists);
  }

  private void remove() throws IOException {
    for (Path path : paths) {
      if (Files.exists(path)) {
        try (Stream<Path> files = Files.walk(path)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          // gone meanwhile
        } catch (UncheckedIOException e) {
          throw e.getCause();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    OPEN.remove(this);
    remove();
  }
}
