package dev.tidemark.cli.console;

/** What a command's exit code means. */
public enum ExitCode {
  DONE,
  FAILED,
  /** Wrong usage or wrong definitions. */
  USAGE;

  /** The number that the shell sees. */
  public int code() {
    return switch (this) {
      case DONE -> 0;
      case FAILED -> 1;
      case USAGE -> 2;
    };
  }
}
