package dev.tidemark.cli.command;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "apply",
    description = "Deploy the definitions: running processes follow without a restart.")
final class ApplyCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--allow-breaking",
      description = "Apply although what was stored before cannot be read any more.")
  private boolean allowBreaking;

  ApplyCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Workspace workspace = globals.workspace();
    FeatureRepository repository = workspace.repository();
    Map<String, String> kafka = workspace.kafka();
    try (RegistryTopic registry = new RegistryTopic(kafka, repository.settings().project())) {
      Proposal proposal = Proposal.of(repository, registry.current(), InstantSource.system());
      globals.console().result(proposal.plan().toText().stripTrailing());
      if (proposal.plan().isEmpty()) {
        return 0;
      }
      refuseBreaking(proposal);
      if (!confirmed()) {
        globals.console().say("Nothing was applied.");
        return 1;
      }
      registry.publish(proposal.version());
      globals
          .console()
          .result(
              "Applied version %d (%s)".formatted(proposal.version().number(), proposal.origin()));
    }
    return 0;
  }

  private void refuseBreaking(Proposal proposal) {
    if (!proposal.plan().breaking().isEmpty() && !allowBreaking) {
      throw CommandException.failed(
          "Cannot apply: the change is breaking (above); --allow-breaking applies it nevertheless");
    }
  }

  private boolean confirmed() {
    if (yes) {
      return true;
    }
    Console console = globals.console();
    if (!console.terminal()) {
      throw CommandException.usage("Cannot ask without a terminal: add --yes to apply");
    }
    return console.confirm("Apply?");
  }
}
