package dev.tidemark.cli.backfill;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.offline.duckdb.Layout;
import dev.tidemark.offline.duckdb.RowFiles;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.TimeColumn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a source's history.
 *
 * @param root of the feature repository
 * @param files in the order of their names, as {@code root} sees them
 */
record HistoryFiles(Path root, List<Path> files) {
  private static final String WILDCARDS = "*?[{";
  private static final int BUFFER = 1 << 16;

  HistoryFiles {
    files = List.copyOf(files);
  }

  /**
   * The files that a glob matches.
   *
   * @throws CommandException when there is none
   */
  static HistoryFiles matching(Path root, String glob) {
    Path top = root.toAbsolutePath().normalize();
    String pattern = top.resolve(base(glob)).normalize() + glob.substring(base(glob).length());
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    Path start = top.resolve(base(glob)).normalize();
    try (Stream<Path> all = Files.exists(start) ? Files.walk(start) : Stream.empty()) {
      List<Path> files =
          all.filter(matcher::matches)
              .filter(Files::isRegularFile)
              .map(top::relativize)
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw CommandException.usage(
            "Cannot find history: no file matches %s in %s".formatted(glob, top));
      }
      return new HistoryFiles(top, files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folders of a glob up to the first name with a wildcard in it. */
  private static String base(String glob) {
    int end = glob.length();
    for (int i = 0; i < glob.length(); i++) {
      if (WILDCARDS.indexOf(glob.charAt(i)) >= 0) {
        end = Math.max(0, glob.lastIndexOf('/', i));
        break;
      }
    }
    return glob.substring(0, end);
  }

  List<Path> paths() {
    return files.stream().map(root::resolve).toList();
  }

  /**
   * Makes sure that every file has the columns that events of a source are read from.
   *
   * @throws CommandException naming file and column
   */
  void check(Source source, Layout layout) {
    List<String> needed = new ArrayList<>();
    needed.add(field(source, source.eventTime().column()));
    source.columns().forEach(column -> needed.add(field(source, column.name())));
    for (Path file : files) {
      RowFiles.columns(root.resolve(file), layout)
          .ifPresent(columns -> {
            for (String column : needed) {
              if (!columns.contains(column)) {
                throw CommandException.failed(
                    "Cannot backfill source %s: file %s has no column %s%s"
                        .formatted(source.name(), file, column, Nearest.hint(column, columns)));
              }
            }
          });
    }
  }

  /** The outermost field that a value is read from. */
  private static String field(Source source, String column) {
    return source.inFiles().origin(column) instanceof Origin.Field field
        ? field.path().getFirst()
        : column;
  }

  /**
   * Names the files and their contents, and how their order is found.
   *
   * @param time of the events
   */
  String fingerprint(TimeColumn time) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(time.toString().getBytes(StandardCharsets.UTF_8));
      byte[] buffer = new byte[BUFFER];
      for (Path file : files) {
        long size = Files.size(root.resolve(file));
        digest.update((file + "\0" + size + "\0").getBytes(StandardCharsets.UTF_8));
        try (InputStream in = Files.newInputStream(root.resolve(file))) {
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
