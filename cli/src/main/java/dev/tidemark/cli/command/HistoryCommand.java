package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.apply.Difference;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Table;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** A version beside what it changed. */
  private record Entry(Version version, Difference difference, boolean current) {}

  @Override
  public Integer call() {
    if (limit < 1) {
      throw CommandException.usage("Cannot list %d versions: --limit begins at 1".formatted(limit));
    }
    Workspace workspace = globals.workspace();
    Console console = globals.console();
    List<Entry> entries;
    try (RegistryTopic registry = workspace.registry()) {
      entries = entries(registry.history());
    }
    List<Entry> shown = entries.reversed().stream().limit(limit).toList();
    if (json) {
      console.result(json(shown).toPrettyString());
    } else if (shown.isEmpty()) {
      console.say("Nothing was deployed yet.");
    } else {
      table(shown).lines().forEach(console::result);
    }
    return 0;
  }

  private static List<Entry> entries(List<Version> history) {
    List<Entry> entries = new ArrayList<>();
    Optional<Version> before = Optional.empty();
    for (Version version : history) {
      boolean current = version.number() == history.getLast().number();
      entries.add(new Entry(version, Difference.between(before, version), current));
      before = Optional.of(version);
    }
    return entries;
  }

  private static Table table(List<Entry> entries) {
    Table table = new Table().row("VERSION", "TIME", "AUTHOR", "FROM", "HASH", "OBJECTS", "");
    for (Entry entry : entries) {
      Origin origin = entry.version().origin();
      List<String> marks = new ArrayList<>();
      if (entry.current()) {
        marks.add("current");
      }
      origin.restores().ifPresent(number -> marks.add("restores " + number));
      table.row(
          Integer.toString(entry.version().number()),
          origin.time().truncatedTo(ChronoUnit.SECONDS).toString(),
          origin.author(),
          origin.commit().isPresent() ? origin.described() : "not from Git",
          Origin.abbreviated(origin.hash()),
          entry.difference().toText(),
          String.join(", ", marks));
    }
    return table;
  }

  private static ArrayNode json(List<Entry> entries) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Entry entry : entries) {
      Origin origin = entry.version().origin();
      ObjectNode node =
          array
              .addObject()
              .put("version", entry.version().number())
              .put("current", entry.current())
              .put("time", origin.time().toString())
              .put("author", origin.author())
              .put("commit", origin.commit().orElse(null))
              .put("dirty", origin.dirty())
              .put("hash", origin.hash())
              .put("restores", origin.restores().orElse(null));
      node.putObject("objects")
          .put("added", entry.difference().added())
          .put("changed", entry.difference().changed())
          .put("removed", entry.difference().removed());
    }
    return array;
  }
}
