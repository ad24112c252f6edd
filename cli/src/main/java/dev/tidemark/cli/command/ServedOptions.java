package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.skew.ServedVerification;
import dev.tidemark.cli.skew.SkewReport;
import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.Evidence;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.ServedLog;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How {@code verify} looks at what was served. */
final class ServedOptions {
  @Option(
      names = "--served",
      description =
          "Instead, compute anew what logged lookups should have been answered, and compare.")
  private boolean served;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "The first time of --served: 2026-01-31 or 2026-01-31T09:30:00Z.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Up to which --served goes.")
  private @Nullable String to;

  @Option(
      names = "--in-flight",
      paramLabel = "10s",
      converter = DurationConverter.class,
      description =
          "How long before or after a lookup an event may have arrived and yet not, or already,"
              + " have been seen by it; 10s by default.")
  private Duration inFlight = Duration.ofSeconds(10);

  /**
   * Whether it is asked for.
   *
   * @throws CommandException when only what belongs to it is
   */
  boolean asked() {
    if (!served && (from != null || to != null)) {
      throw CommandException.usage("Cannot verify: --from and --to belong to --served");
    }
    return served;
  }

  /** One report for each service; of all that are logged where none is named. */
  List<SkewReport> run(Workspace workspace, Optional<String> service, Duration patience) {
    long first = time("--from", from, Micros.MIN);
    long last = time("--to", to, Micros.MAX);
    Settings settings = workspace.settings();
    try (NodeClient client = new NodeClient(workspace.node());
        HistoryTables history = new HistoryTables(settings.history(), settings.project());
        RegistryTopic registry = workspace.registry()) {
      List<ServedLog> logs = logs(Compiler.compile(workspace.version()), service);
      List<Version> versions = registry.history();
      // What had arrived by now is in the history then
      long now = Micros.of(Instant.now());
      if (!client.awaitCaughtUp(patience)) {
        throw CommandException.failed(
            "Cannot verify: the node has not caught up within %d s; see tidemark status%s"
                .formatted(patience.toSeconds(), workspace.option()));
      }
      ServedVerification verification =
          new ServedVerification(new Evidence(history), versions, inFlight);
      return logs.stream().map(log -> verification.run(log, first, Math.min(last, now))).toList();
    }
  }

  private static long time(String option, @Nullable String text, long otherwise) {
    return text == null ? otherwise : Micros.of(SpineOptions.time(option, text));
  }

  private static List<ServedLog> logs(Deployment deployment, Optional<String> service) {
    if (service.isPresent()) {
      deployment.service(service.get());
      ServedLog log = deployment.servedLogs().get(service.get());
      if (log == null) {
        throw CommandException.failed(
            "Cannot verify what %1$s served: it is not logged; give the feature service %1$s log: {sample: 0.01}, for instance, and apply"
                .formatted(service.get()));
      }
      return List.of(log);
    }
    if (deployment.servedLogs().isEmpty()) {
      throw CommandException.failed(
          "Cannot verify what was served: no feature service is logged; give one log: {sample: 0.01}, for instance, and apply");
    }
    return deployment.servedLogs().values().stream()
        .sorted(Comparator.comparing(ServedLog::service))
        .toList();
  }
}
