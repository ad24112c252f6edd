package dev.tidemark.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = "Measure Tidemark on this machine.",
    synopsisSubcommandLabel = "COMMAND")
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** With its subcommands. */
  static CommandLine of(Globals globals) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new BenchLookupCommand(globals))
        .addSubcommand(new BenchOverloadCommand(globals));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Cannot run bench without a command: lookup or overload");
  }
}
