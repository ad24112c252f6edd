package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.offline.ExportOptions;
import dev.tidemark.offline.ExportProgress;
import dev.tidemark.offline.ExportReport;
import dev.tidemark.offline.ExportRequest;
import dev.tidemark.offline.SpineSource;
import dev.tidemark.offline.TrainingSets;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = "Cut a training set: each row of a spine with the features at its time.",
    footer = {
      "",
      "First waits until all that was published before is in the history. Beside the training set"
          + " it writes OUT.manifest.json, which says what it was cut from."
    })
final class ExportCommand implements Callable<Integer> {
  private final Globals globals;
  @Mixin private final FeatureOptions features = new FeatureOptions();

  @Option(
      names = "--spine",
      required = true,
      paramLabel = "FILE",
      description = "Keys and a time for each row: .csv or .parquet.")
  private Path spine = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The training set: .csv or .parquet.")
  private Path out = Path.of("");

  @Option(
      names = "--timestamp-column",
      paramLabel = "NAME",
      description = "The spine's column that holds the time; ${DEFAULT-VALUE} by default.")
  private String timestampColumn = ExportOptions.TIMESTAMP_COLUMN;

  @Option(names = "--no-wait", description = "Take the history as it is.")
  private boolean noWait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait at most; ${DEFAULT-VALUE} by default.")
  private long timeout = 300;

  ExportCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Workspace workspace = globals.workspace();
    Settings settings = workspace.settings();
    Deployment deployment = Compiler.compile(workspace.version());
    ExportRequest request =
        new ExportRequest(
            deployment,
            features.choice(),
            SpineSource.Files.of(spine),
            out,
            ExportOptions.DEFAULT
                .withTimestampColumn(timestampColumn)
                .withFullNames(features.fullNames()));
    if (!noWait) {
      awaitHistory(workspace);
    }
    try (HistoryTables history = new HistoryTables(settings.history(), settings.project())) {
      report(new TrainingSets(history, BuildVersion.text()).export(request, ExportProgress.NONE));
    }
    return 0;
  }

  private void awaitHistory(Workspace workspace) {
    try (NodeClient client = new NodeClient(workspace.node())) {
      if (!client.awaitCaughtUp(Duration.ofSeconds(timeout))) {
        throw CommandException.failed(
            ("Cannot export: the history has not caught up within %d s; see tidemark status%s, or"
                    + " take it as it is with --no-wait")
                .formatted(timeout, workspace.option()));
      }
    }
  }

  private void report(ExportReport report) {
    Console console = globals.console();
    console.result("Wrote %s: %,d rows".formatted(report.out(), report.rows()));
    console.result("Wrote %s".formatted(report.manifest()));
  }
}
