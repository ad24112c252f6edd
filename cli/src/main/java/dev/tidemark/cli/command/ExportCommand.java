package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.WhenEnded;
import dev.tidemark.cli.export.DvcPointer;
import dev.tidemark.cli.export.LoggedInput;
import dev.tidemark.cli.export.MlflowRun;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.offline.Explanation;
import dev.tidemark.offline.ExportOptions;
import dev.tidemark.offline.ExportProgress;
import dev.tidemark.offline.ExportReport;
import dev.tidemark.offline.ExportRequest;
import dev.tidemark.offline.Label;
import dev.tidemark.offline.Manifest;
import dev.tidemark.offline.Reproduction;
import dev.tidemark.offline.SpineSource;
import dev.tidemark.offline.TrainingSets;
import dev.tidemark.offline.duckdb.Split;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = "Cut a training set: each row of a spine with the features at its time.",
    footer = {
      "",
      "First waits until all that was published before is in the history. Beside the training set"
          + " it writes OUT.manifest.json, which says what it was cut from; --reproduce cuts the same"
          + " again."
    })
final class ExportCommand implements Callable<Integer> {
  private final Globals globals;
  @Mixin private final ExportFeatures features = new ExportFeatures();
  @Mixin private final SpineOptions spine = new SpineOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The training set: .csv, .parquet or .arrow.")
  private @Nullable Path out;

  @Option(
      names = "--reproduce",
      paramLabel = "MANIFEST",
      description =
          "Cut the training set of a manifest again, to the same bytes; --spine tells where its"
              + " spine is now.")
  private @Nullable Path reproduce;

  @Option(
      names = "--explain",
      description =
          "Tell how old the features are, how many are missing or expired, and how many became"
              + " other through late arrivals; without --out nothing is written.")
  private boolean explain;

  @Option(names = "--json", description = "Print what --explain tells as JSON.")
  private boolean json;

  @Option(
      names = "--timestamp-column",
      paramLabel = "NAME",
      description = "The spine's column that holds the time; ${DEFAULT-VALUE} by default.")
  private String timestampColumn = ExportOptions.TIMESTAMP_COLUMN;

  /** What an event counts from. */
  enum KnownAt {
    event,
    arrival
  }

  @Option(
      names = "--known-at",
      paramLabel = "event|arrival",
      description =
          "From when on an event counts: when it happened, or only when it had arrived, as the"
              + " online store would have answered. ${DEFAULT-VALUE} by default.")
  private KnownAt knownAt = KnownAt.event;

  @Option(
      names = "--label-from",
      paramLabel = "VIEW[:FEATURE]@30d",
      converter = LabelConverter.class,
      description =
          "Add a view's features as they are that long after each row's time, in columns named"
              + " label__…; may be given several times.")
  private List<Label> labels = List.of();

  @Option(
      names = "--split",
      paramLabel = "train:0.8,…",
      description =
          "Add a column split that puts each row into a part: the earliest rows into the first.")
  private @Nullable String split;

  @Option(
      names = "--split-by",
      paramLabel = "COLUMN",
      description = "Split by the hash of a column, so that all rows of an entity are in one part.")
  private @Nullable String splitBy;

  @Option(
      names = "--partition-by",
      paramLabel = "COLUMN",
      split = ",",
      description = "Write a folder, with a folder COLUMN=VALUE for each value: parquet or csv.")
  private List<String> partitionBy = List.of();

  @Option(
      names = "--memory",
      paramLabel = "2GB",
      converter = BytesConverter.class,
      description =
          "About how much memory to use; what does not fit spills to disk. 2GiB by default.")
  private long memory = ExportOptions.MEMORY;

  @Option(
      names = "--dvc",
      description = "Write a pointer FILE.dvc beside the training set, so that DVC tracks it.")
  private boolean dvc;

  @Option(
      names = "--mlflow",
      paramLabel = "URL",
      description = "Log the training set as an input of a run of an MLflow server.")
  private @Nullable URI mlflow;

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
    Optional<SpineSource> source = spine.source();
    check(source);
    String what = out == null ? "" : " " + out;
    try (WhenEnded whenEnded =
        WhenEnded.say(globals.console(), "Cannot export" + what + ": ended before it was done")) {
      try {
        export(globals.workspace(), source);
      } catch (RuntimeException e) {
        if (!whenEnded.ended()) {
          throw e;
        }
      }
    }
    return 0;
  }

  private void export(Workspace workspace, Optional<SpineSource> source) {
    Settings settings = workspace.settings();
    try (HistoryTables history = new HistoryTables(settings.history(), settings.project())) {
      if (reproduce != null) {
        report(shown(progress -> reproduced(workspace, history, source, progress)));
      } else {
        ExportRequest request = request(workspace, source.orElseThrow());
        if (!noWait) {
          awaitHistory(workspace);
        }
        TrainingSets sets = new TrainingSets(history, BuildVersion.text());
        if (explain) {
          explain(shown(progress -> sets.explain(request, progress)));
        }
        if (out != null) {
          report(shown(progress -> sets.export(request, progress)));
        }
      }
    }
  }

  /** What is made while a line tells how far it is; the line is gone before anything is said. */
  private <T> T shown(Function<ExportProgress, T> making) {
    try (ExportProgressBar progress = new ExportProgressBar(globals.console())) {
      return making.apply(progress);
    }
  }

  private void check(Optional<SpineSource> source) {
    if (out == null && !explain) {
      throw CommandException.usage("Cannot export: name the file to write, with --out FILE");
    }
    if (out == null && (dvc || mlflow != null)) {
      throw CommandException.usage("Cannot track what is not written: name it, with --out FILE");
    }
    if (out != null && dvc) {
      DvcPointer.check(out);
    }
    if (mlflow != null) {
      MlflowRun.check(mlflow);
    }
    if (json && !explain) {
      throw CommandException.usage("Cannot print JSON: --json belongs to --explain");
    }
    if (reproduce != null && (features.given() || explain || optionsGiven())) {
      throw CommandException.usage(
          "Cannot export: the manifest of --reproduce says what is exported; beside it only --out,"
              + " --spine, --memory, --dvc and --mlflow make sense");
    }
    if (reproduce == null && source.isEmpty()) {
      throw CommandException.usage(
          "Cannot export: name the rows, with --spine FILE, --spine-sql QUERY, --entities-from VIEW"
              + " or --from-served SERVICE");
    }
    if (splitBy != null && split == null) {
      throw CommandException.usage(
          "Cannot export: --split-by %s needs --split, such as --split train:0.8,test:0.2"
              .formatted(splitBy));
    }
  }

  /** Whether an option was given that a manifest holds. */
  private boolean optionsGiven() {
    return features.fullNames()
        || knownAt != KnownAt.event
        || split != null
        || !labels.isEmpty()
        || !partitionBy.isEmpty()
        || !timestampColumn.equals(ExportOptions.TIMESTAMP_COLUMN);
  }

  private ExportRequest request(Workspace workspace, SpineSource source) {
    ExportOptions options =
        new ExportOptions(
            timestampColumn,
            features.fullNames(),
            knownAt == KnownAt.arrival,
            labels,
            Optional.ofNullable(split).map(text -> Split.parse(text, Optional.ofNullable(splitBy))),
            partitionBy,
            memory);
    return new ExportRequest(
        Compiler.compile(workspace.version()),
        features.choice(source instanceof SpineSource.Served),
        source,
        out == null ? Path.of("") : out,
        options);
  }

  private ExportReport reproduced(
      Workspace workspace,
      HistoryTables history,
      Optional<SpineSource> source,
      ExportProgress progress) {
    Manifest manifest = Manifest.read(Objects.requireNonNull(reproduce));
    List<Version> versions;
    try (RegistryTopic registry = workspace.registry()) {
      versions = registry.history();
    }
    return new Reproduction(history, BuildVersion.text())
        .run(manifest, versions, source, Objects.requireNonNull(out), memory, progress);
  }

  private void explain(Explanation explanation) {
    Console console = globals.console();
    if (json) {
      console.result(ExplanationTable.json(explanation).toPrettyString());
    } else {
      ExplanationTable.print(explanation, console);
    }
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
    tell("Wrote %s: %,d rows".formatted(report.out(), report.rows()));
    tell("Wrote %s".formatted(report.manifest()));
    if (dvc) {
      tell("Wrote %s".formatted(DvcPointer.write(report.out())));
    }
    if (mlflow != null) {
      LoggedInput logged =
          MlflowRun.log(
              mlflow, Manifest.read(report.manifest()), report.out(), globals.environment());
      tell("Logged %s to %s".formatted(logged.name(), logged.page()));
    }
  }

  /** JSON stands alone among the results. */
  private void tell(String line) {
    Console console = globals.console();
    if (json) {
      console.say(line);
    } else {
      console.result(line);
    }
  }
}
