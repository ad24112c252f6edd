package dev.tidemark.cli.command;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.plan.Plan;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
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
  public Integer call() throws InterruptedException, ExecutionException {
    Workspace workspace = globals.workspace();
    // The registry answers while the files are read; what is wrong in them is told first
    FutureTask<Optional<Version>> deployed = new FutureTask<>(workspace::deployed);
    Thread.ofPlatform().daemon().start(deployed);
    FeatureRepository repository = workspace.repository();
    Plan plan = Proposal.of(repository, of(deployed), InstantSource.system()).plan();
    globals.console().result(json ? plan.toJson() : plan.toText().stripTrailing());
    return detailedExitCode && !plan.isEmpty() ? CHANGES : 0;
  }

  private static Optional<Version> of(Future<Optional<Version>> deployed)
      throws InterruptedException, ExecutionException {
    try {
      return deployed.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
