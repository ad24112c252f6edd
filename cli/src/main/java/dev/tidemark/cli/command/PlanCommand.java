package dev.tidemark.cli.command;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.registry.plan.Plan;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "plan", description = "Show what apply would change.")
final class PlanCommand implements Callable<Integer> {
  private static final int CHANGES = 3;
  private final Globals globals;

  @Option(
      names = "--detailed-exitcode",
      description = "Exit with 0 when nothing would change, with 3 when something would.")
  private boolean detailedExitCode;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  PlanCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Workspace workspace = globals.workspace();
    FeatureRepository repository = workspace.repository();
    Plan plan = Proposal.of(repository, workspace.deployed(), InstantSource.system()).plan();
    globals.console().result(json ? plan.toJson() : plan.toText().stripTrailing());
    return detailedExitCode && !plan.isEmpty() ? CHANGES : 0;
  }
}
