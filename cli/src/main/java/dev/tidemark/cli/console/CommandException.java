package dev.tidemark.cli.console;

/** A command cannot do what it was asked; the message says why and names the way out. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  private CommandException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public static CommandException failed(String message) {
    return new CommandException(ExitCode.FAILED, message);
  }

  /** The caller has to ask differently. */
  public static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
