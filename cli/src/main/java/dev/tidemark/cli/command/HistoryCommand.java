package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.cli.apply.PastVersion;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Table;
import dev.tidemark.registry.deployment.Version.Origin;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "history",
    description = "List the versions that were deployed, the newest first.",
    footer = {"", "tidemark apply --version N goes back to one."})
final class HistoryCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List the newest N only; all by default.")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  HistoryCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw CommandException.usage("Cannot list %d versions: --limit begins at 1".formatted(limit));
    }
    Workspace workspace = globals.workspace();
    Console console = globals.console();
    List<PastVersion> all;
    try (RegistryTopic registry = workspace.registry()) {
      all = PastVersion.of(registry.history());
    }
    int current = all.isEmpty() ? 0 : all.getLast().number();
    List<PastVersion> shown = all.reversed().stream().limit(limit).toList();
    if (json) {
      console.result(json(shown, current).toPrettyString());
    } else if (shown.isEmpty()) {
      console.say("Nothing was deployed yet.");
    } else {
      table(shown, current).lines().forEach(console::result);
    }
    return 0;
  }

  private static Table table(List<PastVersion> versions, int current) {
    Table table = new Table().row("VERSION", "TIME", "AUTHOR", "FROM", "HASH", "OBJECTS", "");
    for (PastVersion version : versions) {
      Origin origin = version.origin();
      List<String> marks = new ArrayList<>();
      if (version.number() == current) {
        marks.add("current");
      }
      origin.restores().ifPresent(number -> marks.add("restores " + number));
      table.row(
          Integer.toString(version.number()),
          origin.time().truncatedTo(ChronoUnit.SECONDS).toString(),
          origin.author(),
          origin.commit().isPresent() ? origin.described() : "not from Git",
          Origin.abbreviated(origin.hash()),
          version.difference().toText(),
          String.join(", ", marks));
    }
    return table;
  }

  private static ArrayNode json(List<PastVersion> versions, int current) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    versions.forEach(version -> array.add(version.json(version.number() == current)));
    return array;
  }
}
