package dev.tidemark.offline.history.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;

/** Brings the files of a storage to this machine. Files never change once they are written. */
public final class StoredFiles {
  private static final int AT_ONCE = 8;
  private static final Pattern ELSEWHERE = Pattern.compile("(?!file:)[A-Za-z][A-Za-z0-9+.-]+:.*");

  private StoredFiles() {}

  /** The files in their order, each where it is, or copied into the folder. */
  public static List<Path> local(FileIO io, List<String> locations, Path folder)
      throws IOException {
    if (locations.stream().noneMatch(StoredFiles::elsewhere)) {
      return locations.stream().map(LocalFiles::path).toList();
    }
    Files.createDirectories(folder);
    try (ExecutorService copying =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      List<Future<Path>> files = new ArrayList<>();
      for (String location : locations) {
        files.add(copying.submit(() -> local(io, location, folder)));
      }
      List<Path> paths = new ArrayList<>();
      for (Future<Path> file : files) {
        paths.add(result(file, copying));
      }
      return paths;
    }
  }

  private static boolean elsewhere(String location) {
    return ELSEWHERE.matcher(location).matches();
  }

  private static Path result(Future<Path> file, ExecutorService copying) throws IOException {
    try {
      return file.get();
    } catch (ExecutionException e) {
      copying.shutdownNow();
      switch (e.getCause()) {
        case IOException failed -> throw failed;
        case UncheckedIOException failed -> throw failed;
        case null, default -> throw new IOException("Cannot copy a history file", e.getCause());
      }
    } catch (InterruptedException e) {
      copying.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IOException("Cannot copy history files: interrupted", e);
    }
  }

  /** Nearly every name is there once, and the rest tells the others apart. */
  private static String name(String location) {
    return "%08x-%s"
        .formatted(location.hashCode(), location.substring(location.lastIndexOf('/') + 1));
  }

  private static Path local(FileIO io, String location, Path folder) throws IOException {
    if (!elsewhere(location)) {
      return LocalFiles.path(location);
    }
    InputFile stored = io.newInputFile(location);
    Path target = folder.resolve(name(location));
    if (Files.exists(target) && Files.size(target) == stored.getLength()) {
      return target;
    }
    Path part = Files.createTempFile(folder, "copying-", ".part");
    try (InputStream in = stored.newStream()) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
