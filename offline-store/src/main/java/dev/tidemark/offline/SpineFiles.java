package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.FileFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that the patterns of a spine stand for. */
final class SpineFiles {
  private static final Pattern WILD = Pattern.compile("[*?\\[{]");

  private SpineFiles() {}

  /**
   * At least one file, all of one format.
   *
   * @throws ExportException when there is none, one cannot be read, or formats differ
   */
  static List<Path> of(List<String> patterns) {
    List<Path> files = new ArrayList<>();
    for (String pattern : patterns) {
      Path literal = Path.of(pattern);
      if (Files.exists(literal) || !WILD.matcher(pattern).find()) {
        files.add(readable(literal));
      } else {
        files.addAll(matching(pattern));
      }
    }
    FileFormat format = FileFormat.ofSpine(files.getFirst());
    for (Path file : files) {
      if (FileFormat.ofSpine(file) != format) {
        throw new ExportException(
            "Cannot read spine %s and %s together: their formats differ"
                .formatted(files.getFirst(), file));
      }
    }
    return files;
  }

  private static Path readable(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new ExportException(
          "Cannot read spine %s: there is no such file, or it may not be read".formatted(file));
    }
    return file;
  }

  private static List<Path> matching(String pattern) {
    int wild = WILD.matcher(pattern).results().findFirst().orElseThrow().start();
    int slash = pattern.lastIndexOf('/', wild);
    Path folder = Path.of(slash < 0 ? "" : pattern.substring(0, slash + 1));
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    List<Path> found;
    try (Stream<Path> all = Files.walk(folder.toString().isEmpty() ? Path.of(".") : folder)) {
      found =
          all.map(Path::normalize)
              .filter(path -> matcher.matches(path) && Files.isRegularFile(path))
              .sorted()
              .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new ExportException(
          "Cannot read spine %s: there is no folder %s".formatted(pattern, folder), e);
    }
    if (found.isEmpty()) {
      throw new ExportException("Cannot read spine %s: no file has such a name".formatted(pattern));
    }
    found.forEach(SpineFiles::readable);
    return found;
  }
}
