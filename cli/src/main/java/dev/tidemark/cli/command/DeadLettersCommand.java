package dev.tidemark.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "dead-letters",
    description = "Look at the events that were refused, and send them again.",
    synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** With its subcommands. */
  static CommandLine of(Globals globals) {
    return new CommandLine(new DeadLettersCommand())
        .addSubcommand(new DeadLettersListCommand(globals))
        .addSubcommand(new DeadLettersShowCommand(globals))
        .addSubcommand(new DeadLettersReplayCommand(globals));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Cannot run dead-letters without a command: list, show or replay");
  }
}
