package dev.tidemark.cli.command;

import dev.tidemark.cli.console.Console;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options of every command, and the command without a subcommand. */
@Command(
    name = "tidemark",
    description = "A feature store for Kafka.",
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Begin with @|bold tidemark demo|@, or with @|bold tidemark init my-features|@."})
final class Globals implements Runnable {
  private final Console console;
  private final Map<String, String> environment;
  @Spec private CommandSpec spec;

  @Option(
      names = "-C",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The feature repository; the current folder by default.")
  private Path folder = Path.of("");

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Say more, also where an error came from.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  Globals(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  Console console() {
    return console;
  }

  boolean verbose() {
    return verbose;
  }

  Map<String, String> environment() {
    return environment;
  }

  Workspace workspace() {
    return new Workspace(folder, environment);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Cannot run tidemark without a command: name one of those below");
  }
}
