package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.git.WorkingTree;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "apply",
    description = "Deploy the definitions: running processes follow without a restart.")
final class ApplyCommand implements Callable<Integer> {
  private static final InstantSource CLOCK = InstantSource.system();
  private final Globals globals;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--allow-breaking",
      description =
          "Apply although requests may fail that work now, or stored values become unreadable.")
  private boolean allowBreaking;

  @Option(
      names = "--version",
      paramLabel = "N",
      description =
          "Go back: deploy the definitions of version N, not those in the files, as a new version."
              + " tidemark history lists the versions.")
  private @Nullable Integer number;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  ApplyCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Workspace workspace = globals.workspace();
    Optional<FeatureRepository> files =
        number == null ? Optional.of(workspace.repository()) : Optional.empty();
    try (RegistryTopic registry = workspace.registry()) {
      Optional<Version> deployed = registry.current();
      Proposal proposal =
          files
              .map(repository -> Proposal.of(repository, deployed, CLOCK))
              .orElseGet(() -> restoring(workspace, registry, deployed));
      show(proposal.plan().toText().stripTrailing());
      if (proposal.plan().isEmpty()) {
        String hash = deployed.orElse(proposal.version()).origin().hash();
        result(deployed.map(Version::number).orElse(0), hash, false);
        return 0;
      }
      return apply(proposal, registry);
    }
  }

  private int apply(Proposal proposal, RegistryTopic registry) {
    if (!allowBreaking) {
      proposal.refuseBreaking("--allow-breaking applies it nevertheless");
    }
    if (!confirmed()) {
      globals.console().say("Nothing was applied.");
      return 1;
    }
    registry.publish(proposal.version());
    show(proposal.applied());
    result(proposal.version().number(), proposal.version().origin().hash(), true);
    return 0;
  }

  private Proposal restoring(
      Workspace workspace, RegistryTopic registry, Optional<Version> deployed) {
    List<Version> history = registry.history();
    Version earlier =
        history.stream()
            .filter(version -> Integer.valueOf(version.number()).equals(number))
            .findFirst()
            .orElseThrow(() -> unknown(history));
    String author = WorkingTree.at(workspace.folder()).author();
    return Proposal.restoring(earlier, deployed, author, CLOCK);
  }

  private CommandException unknown(List<Version> history) {
    return CommandException.usage(
        "Cannot go back to version %d: %s"
            .formatted(
                number,
                history.isEmpty()
                    ? "nothing was ever deployed"
                    : "there are versions %d to %d, and tidemark history lists them"
                        .formatted(history.getFirst().number(), history.getLast().number())));
  }

  /** For people; standard output belongs to the JSON. */
  private void show(String text) {
    if (json) {
      globals.console().say(text);
    } else {
      globals.console().result(text);
    }
  }

  private void result(int deployed, String hash, boolean changed) {
    if (json) {
      globals
          .console()
          .result(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("version", deployed)
                  .put("hash", hash)
                  .put("changed", changed)
                  .toString());
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
