package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.ExportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A training set and its manifest, written beside where they shall be and moved there together at
 * the end. What was not published is removed when this is closed.
 */
final class OutputFiles implements AutoCloseable {
  private final Path out;
  private final Path manifest;
  private final Path newOut;
  private final Path newManifest;

  private OutputFiles(Path out, Path manifest, Path newOut, Path newManifest) {
    this.out = out;
    this.manifest = manifest;
    this.newOut = newOut;
    this.newManifest = newManifest;
  }

  /**
   * Makes sure that the files can be written, by making them.
   *
   * @throws ExportException when they cannot
   */
  static OutputFiles create(Path out) {
    Path folder = out.toAbsolutePath().getParent();
    Path manifest = Path.of(out + ".manifest.json");
    if (folder == null || Files.isDirectory(out) || Files.isDirectory(manifest)) {
      throw new ExportException("Cannot write training set %s: it is a folder".formatted(out));
    }
    if (!Files.isDirectory(folder)) {
      throw new ExportException(
          "Cannot write training set %s: there is no folder %s; create it first"
              .formatted(out, folder));
    }
    if (Files.exists(out) && !Files.isWritable(out)) {
      throw new ExportException(
          "Cannot write training set %s: the file is there and may not be replaced".formatted(out));
    }
    String name = "." + out.getFileName() + "." + UUID.randomUUID();
    Path newOut = folder.resolve(name + ".tmp");
    Path newManifest = folder.resolve(name + ".manifest.tmp");
    try {
      Files.createFile(newOut);
      Files.createFile(newManifest);
      return new OutputFiles(out, manifest, newOut, newManifest);
    } catch (IOException e) {
      delete(newOut);
      throw new ExportException(
          "Cannot write training set %s: no file can be created in %s (%s)"
              .formatted(out, folder, e.getClass().getSimpleName()),
          e);
    }
  }

  Path newOut() {
    return newOut;
  }

  Path newManifest() {
    return newManifest;
  }

  Path manifest() {
    return manifest;
  }

  /** Moves both to their places; if the second cannot be moved, the first goes as well. */
  void publish() throws IOException {
    // The training set first: a manifest never speaks of a file that is not there.
    Files.deleteIfExists(manifest);
    Files.move(newOut, out, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(newManifest, manifest, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(out);
      throw e;
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + file, e);
    }
  }

  @Override
  public void close() {
    delete(newOut);
    delete(newManifest);
  }
}
