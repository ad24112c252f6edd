package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.publish.Publication;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.ProjectTopics;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "publish",
    description = "Replay a file into a source's topic.",
    footer = {
      "",
      "JSON lines (.json, .jsonl, .ndjson, also .gz), CSV (.csv) or Parquet (.parquet).",
      "Returns when the broker has acknowledged every event."
    })
final class PublishCommand implements Callable<Integer> {
  private final Globals globals;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The name of a source.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "The events, one a row.")
  private Path file = Path.of("");

  @Option(names = "--rate", paramLabel = "N", description = "Send N events a second.")
  private int rate;

  @Option(
      names = "--rebase-time",
      description = "Move all times by as much, so that the newest event happens now.")
  private boolean rebase;

  PublishCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Workspace workspace = globals.workspace();
    Map<String, String> kafka = workspace.kafka();
    Version version = workspace.version();
    Source target = find(version.definitions().sources());
    Publication publication = Publication.of(version.definitions(), target, file);
    if (rebase) {
      publication = publication.rebased(InstantSource.system());
    }
    ensureTopics(kafka, version);
    long start = System.nanoTime();
    long count = publication.run(kafka, rate, globals.console());
    double seconds = (System.nanoTime() - start) / 1e9;
    globals
        .console()
        .result("Published %,d events to %s in %.1f s".formatted(count, target.topic(), seconds));
    return 0;
  }

  private Source find(List<Source> sources) {
    return sources.stream()
        .filter(candidate -> candidate.name().equals(source))
        .findFirst()
        .orElseThrow(() ->
            CommandException.usage(
                "Cannot find source %s%s"
                    .formatted(
                        source,
                        Nearest.hint(source, sources.stream().map(Source::name).toList()))));
  }

  private static void ensureTopics(Map<String, String> kafka, Version version) {
    try (Admin admin = Admin.create(new HashMap<>(kafka))) {
      ProjectTopics.ensure(admin, kafka, Compiler.compile(version));
    }
  }
}
