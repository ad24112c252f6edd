package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A training set (a file, or a folder of files) and its manifest, written beside where they shall
 * be and moved there together at the end. What was not published is removed when this is closed, or
 * when the process is told to end.
 */
final class OutputFiles implements AutoCloseable {
  private final Path out;
  private final Path manifest;
  private final Path newOut;
  private final Path newManifest;
  private final Path replaced;
  private final Scratch scratch;

  private OutputFiles(Path out, Path manifest, Path folder) {
    this.out = out;
    this.manifest = manifest;
    String name = "." + out.getFileName() + "." + UUID.randomUUID();
    newOut = folder.resolve(name + ".tmp");
    newManifest = folder.resolve(name + ".manifest.tmp");
    replaced = folder.resolve(name + ".old.tmp");
    scratch = Scratch.of(newOut, newManifest, replaced);
  }

  /**
   * Makes sure that the files can be written, by making them.
   *
   * @param parts whether the training set is a folder
   * @throws ExportException when they cannot
   */
  static OutputFiles create(Path out, boolean parts) {
    Path folder = out.toAbsolutePath().getParent();
    Path manifest = Path.of(out + ".manifest.json");
    if (folder == null || Files.isDirectory(manifest)) {
      throw new ExportException("Cannot write training set %s: it is a folder".formatted(out));
    }
    if (!Files.isDirectory(folder)) {
      throw new ExportException(
          "Cannot write training set %s: there is no folder %s; create it first"
              .formatted(out, folder));
    }
    if (Files.exists(out)) {
      checkReplaceable(out, manifest, parts);
    }
    OutputFiles files = new OutputFiles(out, manifest, folder);
    try {
      if (parts) {
        Files.createDirectory(files.newOut);
      } else {
        Files.createFile(files.newOut);
      }
      Files.createFile(files.newManifest);
      return files;
    } catch (IOException e) {
      files.close();
      throw new ExportException(
          "Cannot write training set %s: no file can be created in %s (%s)"
              .formatted(out, folder, e.getClass().getSimpleName()),
          e);
    }
  }

  private static void checkReplaceable(Path out, Path manifest, boolean parts) {
    boolean isFolder = Files.isDirectory(out);
    if (isFolder && !(parts && Files.exists(manifest))) {
      throw new ExportException(
          "Cannot write training set %s: it is a folder%s"
              .formatted(out, parts ? " that no export wrote; remove it first" : ""));
    }
    if (!isFolder && parts) {
      throw new ExportException(
          "Cannot write training set %s: it is a file, and parts need a folder; remove it first"
              .formatted(out));
    }
    if (!Files.isWritable(out)) {
      throw new ExportException(
          "Cannot write training set %s: the file is there and may not be replaced".formatted(out));
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

  /**
   * Moves both to their places, or neither. A file is replaced in one step; a folder that was there
   * is there again when that fails.
   */
  void publish() throws IOException {
    boolean folder = Files.isDirectory(out);
    if (folder) {
      Files.move(out, replaced, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      // The manifest last: it never speaks of what is not there
      Files.deleteIfExists(manifest);
      Files.move(newOut, out, StandardCopyOption.ATOMIC_MOVE);
      Files.move(newManifest, manifest, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(out)) {
        Files.move(out, newOut, StandardCopyOption.ATOMIC_MOVE);
      }
      if (folder) {
        Files.move(replaced, out, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      scratch.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove what was written for " + out, e);
    }
  }
}
