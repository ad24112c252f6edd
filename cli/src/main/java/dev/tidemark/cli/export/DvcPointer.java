package dev.tidemark.cli.export;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;

/**
 * The file by which DVC 3 tracks a training set. It lies beside the training set and says what
 * {@code dvc add} would say; only the copy in DVC's cache is missing, which {@code dvc commit}
 * makes.
 */
public final class DvcPointer {
  private DvcPointer() {}

  /**
   * Writes {@code OUT.dvc}, at once or not at all, and, inside a Git work tree, makes Git ignore
   * the training set. Of a pointer that was there before, the description, labels, remote, comments
   * and whatever else the user may have put there stay.
   *
   * @param out the training set: a file, or a folder of files
   * @return the pointer
   * @throws CommandException when it cannot be written; the training set stays as it is
   */
  public static Path write(Path out) {
    Path pointer = pointer(out);
    try {
      DvcHash hash = DvcHash.of(out);
      replace(pointer, text(pointer, name(out), hash));
      GitIgnore.add(out);
      return pointer;
    } catch (IOException e) {
      throw CommandException.failed(
          "Cannot write %s: %s; %s itself is written, and dvc add tracks it"
              .formatted(pointer, Reasons.of(e), out));
    }
  }

  /**
   * Fails if {@link #write} could not keep what the user has put into the pointer: to be asked
   * before a training set is cut.
   *
   * @throws CommandException when there is a pointer in a form that DVC does not write
   */
  public static void check(Path out) {
    Path pointer = pointer(out);
    try {
      text(pointer, name(out), DvcHash.NONE);
    } catch (IOException e) {
      throw CommandException.failed("Cannot write %s: %s".formatted(pointer, Reasons.of(e)));
    }
  }

  private static Path pointer(Path out) {
    return out.resolveSibling(name(out) + ".dvc");
  }

  private static String name(Path out) {
    return Objects.requireNonNull(out.toAbsolutePath().normalize().getFileName()).toString();
  }

  private static String text(Path pointer, String name, DvcHash hash) throws IOException {
    if (!Files.exists(pointer)) {
      return PointerText.create(name, hash);
    }
    return PointerText.update(Files.readString(pointer), name, hash)
        .orElseThrow(() ->
            CommandException.failed(
                ("Cannot write %s: it is not as DVC writes it, with one output, %s; move it"
                        + " away, or track the training set with dvc add")
                    .formatted(pointer, name)));
  }

  private static void replace(Path pointer, String text) throws IOException {
    Path temporary = pointer.resolveSibling("." + name(pointer) + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.writeString(temporary, text);
      Files.move(temporary, pointer, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
