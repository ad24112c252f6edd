package dev.tidemark.cli.command;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "plan", description = "Show what apply would change.")
final class PlanCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(
      names = "--detailed-exitcode",
      description = "Exit with 0 when nothing would change, with 3 when something would.")
  private boolean detailedExitCode;

  PlanCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Workspace workspace = globals.workspace();
    FeatureRepository repository = workspace.repository();
    Proposal proposal = Proposal.of(repository, workspace.deployed(), InstantSource.system());
    globals.console().result(proposal.plan().toText().stripTrailing());
    return detailedExitCode && !proposal.plan().isEmpty() ? 3 : 0;
  }
}
