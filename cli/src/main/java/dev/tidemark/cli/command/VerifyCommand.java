package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.ExitCode;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.verify.Report;
import dev.tidemark.cli.verify.Verification;
import dev.tidemark.offline.Choice;
import dev.tidemark.offline.Evidence;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = "Check that lookups and training sets say the same, on what is there.",
    footer = {
      "",
      "Draws keys from the history, half of them any and half that changed last, and for each a"
          + " moment: now, its newest event, where an event leaves a window or becomes too old. Asks"
          + " the running node and the point-in-time join about each, and ends with 1 if they differ."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(names = "--service", paramLabel = "S", description = "Only the features of a service.")
  private @Nullable String service;

  @Option(
      names = "--features",
      paramLabel = "view:feature",
      split = ",",
      description =
          "Only these features, separated by commas; with --service some of the service's.")
  private List<String> features = List.of();

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "How many keys, each with a moment, to ask about; ${DEFAULT-VALUE} by default.")
  private int sample = 1_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draw as an earlier run did, which printed its seed.")
  private @Nullable Long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for the node at most; ${DEFAULT-VALUE} by default.")
  private long timeout = 300;

  VerifyCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (sample < 1) {
      throw CommandException.usage("Cannot verify --sample %d: give at least 1".formatted(sample));
    }
    Console console = globals.console();
    Workspace workspace = globals.workspace();
    Settings settings = workspace.settings();
    try (NodeClient client = new NodeClient(workspace.node());
        HistoryTables history = new HistoryTables(settings.history(), settings.project())) {
      Verification verification =
          new Verification(
              Compiler.compile(workspace.version()),
              client,
              new Evidence(history),
              Duration.ofSeconds(timeout));
      Report report = verification.run(choice(), sample, seed());
      if (json) {
        console.result(VerifyTable.json(report).toPrettyString());
      } else {
        VerifyTable.print(report, console);
      }
      return (report.differing() == 0 ? ExitCode.DONE : ExitCode.FAILED).code();
    }
  }

  private long seed() {
    // Short enough to be typed again
    return seed == null ? ThreadLocalRandom.current().nextInt(1_000_000_000) : seed;
  }

  private Optional<Choice> choice() {
    return service == null && features.isEmpty()
        ? Optional.empty()
        : Optional.of(new Choice(Optional.ofNullable(service), features));
  }
}
