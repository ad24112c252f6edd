package dev.tidemark.cli.command;

import dev.tidemark.cli.backfill.SourceBackfill;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.kafka.ProjectTopics;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "backfill",
    description = "Fill the feature logs of views from the files of their source's history.",
    footer = {
      "",
      "Killed, it goes on where it was when it is run again. The files bring the events before a",
      "cut-off time, which is recorded; the live stream brings the others."
    })
final class BackfillCommand implements Callable<Integer> {
  private final Globals globals;

  @Parameters(arity = "1..*", paramLabel = "VIEW", description = "The names of feature views.")
  private List<String> views = List.of();

  @Option(
      names = "--from",
      paramLabel = "T",
      description = "Take events from this time on; all by default.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "T",
      description =
          "Take events before this time; by default before the earliest live event, and up to the"
              + " newest of the files.")
  private @Nullable String to;

  BackfillCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws InterruptedException {
    Long first = time("--from", from);
    Long end = time("--to", to);
    if (first != null && end != null && first >= end) {
      throw CommandException.usage(
          "Cannot backfill from %s to %s: --from must be before --to"
              .formatted(Micros.format(first), Micros.format(end)));
    }
    Workspace workspace = globals.workspace();
    Map<String, String> kafka = workspace.kafka();
    Deployment deployment = Compiler.compile(workspace.version());
    List<SourceBackfill> backfills = new ArrayList<>();
    logs(deployment)
        .values()
        .forEach(logs -> backfills.add(new SourceBackfill(workspace.folder(), deployment, logs)));
    try (Admin admin = Admin.create(new HashMap<>(kafka))) {
      ProjectTopics.ensure(admin, kafka, deployment);
    }
    for (SourceBackfill backfill : backfills) {
      backfill.run(kafka, first, end, globals.console());
    }
    return 0;
  }

  private static @Nullable Long time(String option, @Nullable String text) {
    try {
      return text == null ? null : TimeFormat.iso8601().parse(text);
    } catch (DateTimeException e) {
      throw CommandException.usage(
          "Cannot read %s %s: expected ISO-8601 such as 2026-01-31T09:30:00Z"
              .formatted(option, text));
    }
  }

  /** The feature logs of the views, by their source. */
  private Map<String, List<FeatureLog>> logs(Deployment deployment) {
    List<FeatureView> all = deployment.version().definitions().views();
    Map<String, List<FeatureLog>> logs = new LinkedHashMap<>();
    for (String name : views) {
      FeatureView view = find(all, name);
      FeatureLog log = log(deployment, view);
      List<FeatureLog> ofSource = logs.computeIfAbsent(view.source(), s -> new ArrayList<>());
      if (!ofSource.contains(log)) {
        ofSource.add(log);
        sayShared(all, view);
      }
    }
    return logs;
  }

  private static FeatureView find(List<FeatureView> views, String name) {
    return views.stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            CommandException.usage(
                "Cannot find feature view %s%s"
                    .formatted(
                        name, Nearest.hint(name, views.stream().map(FeatureView::name).toList()))));
  }

  private static FeatureLog log(Deployment deployment, FeatureView view) {
    return deployment.logs().stream()
        .filter(log -> log.source().name().equals(view.source()))
        .filter(log -> log.entity().name().equals(view.entity()))
        .findFirst()
        .orElseThrow();
  }

  private void sayShared(List<FeatureView> all, FeatureView view) {
    List<String> others =
        all.stream()
            .filter(other -> other.source().equals(view.source()))
            .filter(other -> other.entity().equals(view.entity()))
            .map(FeatureView::name)
            .filter(other -> !views.contains(other))
            .toList();
    if (!others.isEmpty()) {
      globals
          .console()
          .say(
              "Also fills %s: same source and entity as %s, so the same feature log"
                  .formatted(String.join(", ", others), view.name()));
    }
  }
}
