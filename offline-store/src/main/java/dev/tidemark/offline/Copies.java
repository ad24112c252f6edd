package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for copies of files that are elsewhere, which is gone when this is closed. */
record Copies(Path folder, Scratch scratch) implements AutoCloseable {

  static Copies create() {
    try {
      Path folder = Files.createTempDirectory("tidemark-history-");
      return new Copies(folder, Scratch.of(folder));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create a temporary folder", e);
    }
  }

  @Override
  public void close() {
    try {
      scratch.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + folder, e);
    }
  }
}
