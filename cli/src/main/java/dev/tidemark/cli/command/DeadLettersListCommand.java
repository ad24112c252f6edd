package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.deadletter.LetterBox;
import dev.tidemark.cli.deadletter.LetterList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List the events that were refused, the newest last.")
final class DeadLettersListCommand implements Callable<Integer> {
  private final Globals globals;
  @Mixin private final LetterOptions letters = new LetterOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List the newest N only; ${DEFAULT-VALUE} by default.")
  private int limit = 50;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  DeadLettersListCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw CommandException.usage(
          "Cannot list %d dead letters: --limit begins at 1".formatted(limit));
    }
    Workspace workspace = globals.workspace();
    Console console = globals.console();
    LetterList list = new LetterList(limit);
    try (LetterBox box = new LetterBox(workspace.kafka(), workspace.settings().project())) {
      box.read(letters.choice(box, List.of()), list);
    }
    if (json) {
      console.result(list.json().toPrettyString());
    } else if (list.isEmpty()) {
      console.say(letters.given() ? "No dead letter matches." : "There are no dead letters.");
    } else {
      list.lines().forEach(console::result);
    }
    return 0;
  }
}
