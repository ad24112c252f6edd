package dev.tidemark.cli.command;

import dev.tidemark.cli.console.Console;
import picocli.CommandLine;

/** All commands, wired. */
public final class Commands {
  private Commands() {}

  /**
   * Runs one command.
   *
   * @return the exit code
   */
  public static int execute(Console console, String... args) {
    return commandLine(console).execute(args);
  }

  static CommandLine commandLine(Console console) {
    Globals globals = new Globals(console);
    Failures failures = new Failures(globals);
    return new CommandLine(globals)
        .addSubcommand(new DemoCommand(globals))
        .addSubcommand(new InitCommand(globals))
        .addSubcommand(new ValidateCommand(globals))
        .addSubcommand(new PlanCommand(globals))
        .addSubcommand(new ApplyCommand(globals))
        .addSubcommand(new HistoryCommand(globals))
        .addSubcommand(new DevCommand(globals))
        .addSubcommand(new NodeCommand(globals))
        .addSubcommand(new PublishCommand(globals))
        .addSubcommand(new GetCommand(globals))
        .addSubcommand(new StatusCommand(globals))
        .addSubcommand(new ExportCommand(globals))
        .setOut(console.out())
        .setErr(console.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new Misuse())
        .setExecutionExceptionHandler(failures);
  }
}
