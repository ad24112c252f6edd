package dev.tidemark.cli.console;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong, in words: the text of many I/O exceptions is only a path. */
public final class Reasons {
  private Reasons() {}

  public static String of(Throwable failure) {
    return switch (failure) {
      case NoSuchFileException e -> "there is no " + e.getFile();
      case AccessDeniedException e -> "no permission for " + e.getFile();
      case FileAlreadyExistsException e -> e.getFile() + " is in the way";
      case NotDirectoryException e -> e.getFile() + " is no folder";
      case UncheckedIOException e when e.getCause() != null -> of(e.getCause());
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }
}
