package dev.tidemark.cli.command;

import dev.tidemark.cli.console.ExitCode;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in a line or two what was wrong with a command's arguments, and where help is. */
final class Misuse implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException misuse, String[] args) {
    CommandLine command = misuse.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(misuse.getMessage());
    UnmatchedArgumentException.printSuggestions(misuse, err);
    if (command.getParent() == null && !(misuse instanceof UnmatchedArgumentException)) {
      command.usage(err);
    } else {
      err.println("Try " + command.getCommandSpec().qualifiedName() + " --help");
    }
    err.flush();
    return ExitCode.USAGE.code();
  }
}
