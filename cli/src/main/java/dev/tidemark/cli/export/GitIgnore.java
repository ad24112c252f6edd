package dev.tidemark.cli.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps data that DVC tracks out of Git, as {@code dvc add} does: by the folder's .gitignore. */
final class GitIgnore {
  private GitIgnore() {}

  /** Adds a line for it, unless it has one; outside of a Git work tree does nothing. */
  static void add(Path out) throws IOException {
    Path path = out.toAbsolutePath().normalize();
    Path folder = Objects.requireNonNull(path.getParent());
    if (!inWorkTree(folder)) {
      return;
    }
    String line = line(Objects.requireNonNull(path.getFileName()).toString());
    Path ignore = folder.resolve(".gitignore");
    String text = Files.exists(ignore) ? Files.readString(ignore) : "";
    if (text.lines().noneMatch(line::equals)) {
      String separator = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
      Files.writeString(
          ignore, separator + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private static boolean inWorkTree(Path folder) {
    // A file in linked work trees and in submodules
    for (@Nullable Path at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return true;
      }
    }
    return false;
  }

  /** The slash in front keeps it from matching in folders below. */
  private static String line(String name) {
    String escaped = name.replaceAll("[\\\\\\[\\]!*#?]", "\\\\$0");
    return "/" + escaped.replaceAll(" $", "\\\\ ");
  }
}
