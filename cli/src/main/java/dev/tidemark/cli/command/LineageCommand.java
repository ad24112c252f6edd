package dev.tidemark.cli.command;

import dev.tidemark.cli.catalog.DeployedLineage;
import dev.tidemark.cli.console.Console;
import dev.tidemark.registry.lineage.Lineage;
import dev.tidemark.registry.lineage.Node;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "lineage",
    description = "Show what is computed from what: topic, column, feature, service.",
    footer = {
      "",
      "A column after (where) only decides which events count. Keys and times, which every feature"
          + " needs, are left out.",
      "Example: tidemark lineage edits.delta --format mermaid"
    })
final class LineageCommand implements Callable<Integer> {
  private final Globals globals;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description =
          "Only what comes before and after source.column, view:feature, a topic, an"
              + " entity, a source, a view or a service.")
  private @Nullable String name;

  @Option(names = "--format", description = "text, json or mermaid; text by default.")
  private Format format = Format.TEXT;

  private enum Format {
    TEXT,
    JSON,
    MERMAID
  }

  LineageCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Console console = globals.console();
    DeployedLineage deployed = new DeployedLineage(globals.workspace().version().definitions());
    Lineage all = deployed.all();
    List<Node> named = name == null ? List.of() : deployed.named(name);
    Lineage lineage = name == null ? all : all.around(named);
    switch (format) {
      case TEXT -> (name == null ? all.toText() : lineage.toText(named)).forEach(console::result);
      case JSON -> console.result(DeployedLineage.json(lineage).toPrettyString());
      case MERMAID -> console.result(lineage.toMermaid().stripTrailing());
    }
    return 0;
  }
}
