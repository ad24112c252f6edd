package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.ExitCode;
import dev.tidemark.cli.console.Reasons;
import dev.tidemark.cli.metrics.VerifyMetrics;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.skew.SkewReport;
import dev.tidemark.cli.verify.Report;
import dev.tidemark.cli.verify.Verification;
import dev.tidemark.cli.verify.Watch;
import dev.tidemark.offline.Choice;
import dev.tidemark.offline.Evidence;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    description = "Check that lookups and training sets say the same, on what is there.",
    footer = {
      "",
      "Draws keys from the history, half of them any and half that changed last, and for each a"
          + " moment: now, its newest event, where an event leaves a window or becomes too old. Asks"
          + " the running node and the point-in-time join about each, and ends with 1 if they differ.",
      "",
      "With --served it looks at the serving logs instead, of all services or one: what lookups were"
          + " answered against what they should have been, by the definitions of then and what had"
          + " arrived by then."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final Duration ROUND = Duration.ofSeconds(10);
  private static final int MOST_RATE = 100_000;
  private static final List<String> NOT_OF_SERVED =
      List.of("--features", "--sample", "--seed", "--watch", "--rate", "--metrics-port");

  private final Globals globals;
  @Spec private CommandSpec spec;

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

  @Option(names = "--watch", description = "Go on until Ctrl-C, and tell Prometheus what is found.")
  private boolean watch;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "With --watch, about how many keys to ask about each second; ${DEFAULT-VALUE} by default.")
  private int rate = 100;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "With --watch, where /metrics is; 0 for a free one. ${DEFAULT-VALUE} by default.")
  private int metricsPort = 6568;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for the node at most; ${DEFAULT-VALUE} by default.")
  private long timeout = 300;

  @Mixin private final ServedOptions served = new ServedOptions();

  VerifyCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (served.asked()) {
      return served();
    }
    check();
    Console console = globals.console();
    Workspace workspace = globals.workspace();
    Settings settings = workspace.settings();
    try (HistoryTables history = new HistoryTables(settings.history(), settings.project())) {
      if (watch) {
        watch(workspace, history);
      }
      Report report = verify(workspace, history, sample, seed());
      if (json) {
        console.result(VerifyTable.json(report).toPrettyString());
      } else {
        VerifyTable.print(report, console);
      }
      return (report.differing() == 0 ? ExitCode.DONE : ExitCode.FAILED).code();
    }
  }

  private int served() {
    for (String other : NOT_OF_SERVED) {
      if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
        throw CommandException.usage(
            "Cannot verify --served with %s: it looks at all features of all rows, once"
                .formatted(other));
      }
    }
    List<SkewReport> reports =
        served.run(globals.workspace(), Optional.ofNullable(service), Duration.ofSeconds(timeout));
    if (json) {
      globals.console().result(SkewTable.json(reports).toPrettyString());
    } else {
      reports.forEach(report -> SkewTable.print(report, globals.console()));
    }
    boolean done = reports.stream().allMatch(report -> report.differing() == 0);
    return (done ? ExitCode.DONE : ExitCode.FAILED).code();
  }

  private void check() {
    if (sample < 1) {
      throw CommandException.usage("Cannot verify --sample %d: give at least 1".formatted(sample));
    }
    if (rate < 1 || rate > MOST_RATE) {
      throw CommandException.usage(
          "Cannot verify --rate %d: give 1 to %,d".formatted(rate, MOST_RATE));
    }
    if (watch && (json || seed != null)) {
      throw CommandException.usage(
          "Cannot verify: --json and --seed are of one run, and --watch goes on; leave one out");
    }
  }

  /** What is deployed and which node runs may change from one round to the next. */
  private Report verify(Workspace workspace, HistoryTables history, int rows, long seed)
      throws InterruptedException {
    try (NodeClient client = new NodeClient(workspace.node())) {
      return new Verification(
              Compiler.compile(workspace.version()),
              client,
              new Evidence(history),
              Duration.ofSeconds(timeout))
          .run(choice(), rows, seed);
    }
  }

  private void watch(Workspace workspace, HistoryTables history) throws InterruptedException {
    workspace.node();
    try (VerifyMetrics metrics = new VerifyMetrics(metricsPort)) {
      globals
          .console()
          .say(
              "Verifying %,d keys each second; http://localhost:%d/metrics. Ctrl-C ends it."
                  .formatted(rate, metrics.port()));
      new Watch(
              globals.console(),
              metrics,
              ROUND,
              (rows, drawn) -> verify(workspace, history, rows, drawn))
          .run(rate);
    } catch (IOException e) {
      throw CommandException.failed(
          "Cannot serve metrics on port %d: %s; give another --metrics-port, or 0 for a free one"
              .formatted(metricsPort, Reasons.of(e)));
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
