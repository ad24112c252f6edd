package dev.tidemark.cli.command;

import dev.tidemark.cli.console.Console;
import java.util.Map;
import picocli.CommandLine;

/** All commands, wired. */
public final class Commands {
  private Commands() {}

  /**
   * Runs one command.
   *
   * @param environment the variables that settings may refer to
   * @return the exit code
   */
  public static int execute(Console console, Map<String, String> environment, String... args) {
    return commandLine(console, environment).execute(args);
  }

  static CommandLine commandLine(Console console, Map<String, String> environment) {
    Globals globals = new Globals(console, environment);
    Failures failures = new Failures(globals);
    return new CommandLine(globals)
        .addSubcommand(new DemoCommand(globals))
        .addSubcommand(new InitCommand(globals))
        .addSubcommand(new ValidateCommand(globals))
        .addSubcommand(new SchemaCommand(globals))
        .addSubcommand(new PlanCommand(globals))
        .addSubcommand(new ApplyCommand(globals))
        .addSubcommand(new HistoryCommand(globals))
        .addSubcommand(new DevCommand(globals))
        .addSubcommand(new NodeCommand(globals))
        .addSubcommand(new PublishCommand(globals))
        .addSubcommand(new BackfillCommand(globals))
        .addSubcommand(new GetCommand(globals))
        .addSubcommand(new StatusCommand(globals))
        .addSubcommand(DeadLettersCommand.of(globals))
        .addSubcommand(new ExportCommand(globals))
        .addSubcommand(new VerifyCommand(globals))
        .addSubcommand(new ListCommand(globals))
        .addSubcommand(new DescribeCommand(globals))
        .addSubcommand(new LineageCommand(globals))
        .addSubcommand(new FollowCommand(globals))
        .addSubcommand(BenchCommand.of(globals))
        .setOut(console.out())
        .setErr(console.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new Misuse())
        .setExecutionExceptionHandler(failures);
  }
}
