package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.deadletter.Choice;
import dev.tidemark.cli.deadletter.LetterBox;
import dev.tidemark.cli.deadletter.LetterId;
import dev.tidemark.cli.deadletter.Replay;
import dev.tidemark.cli.deadletter.Replayable;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.ProjectTopics;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    description = "Send refused events to their sources' topics again, all or none.",
    footer = {"", "An event that was replayed once is left out, unless --again is given."})
final class DeadLettersReplayCommand implements Callable<Integer> {
  private final Globals globals;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "As list shows it: orders/0/17.")
  private List<String> ids = List.of();

  @Mixin private final LetterOptions letters = new LetterOptions();

  @Option(names = "--again", description = "Send also what was replayed before.")
  private boolean again;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  DeadLettersReplayCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    if (ids.isEmpty() == !letters.given()) {
      throw CommandException.usage(
          "Cannot replay: name dead letters by their ids, or choose them by --source, --reason or"
              + " --since");
    }
    List<LetterId> chosen = ids.stream().map(LetterId::parse).toList();
    Workspace workspace = globals.workspace();
    Map<String, String> kafka = workspace.kafka();
    Version version = workspace.version();
    try (Admin admin = Admin.create(new HashMap<>(kafka))) {
      ProjectTopics.ensure(admin, kafka, Compiler.compile(version));
    }
    try (LetterBox box = new LetterBox(kafka, version.project());
        Replay replay = new Replay(kafka, version, box, InstantSource.system())) {
      Choice choice = letters.choice(box, chosen);
      Replayable found = replay.choose(choice, again);
      return replay(replay, found);
    }
  }

  private int replay(Replay replay, Replayable found) {
    Console console = globals.console();
    if (found.size() + found.leftOut() == 0) {
      throw CommandException.failed(
          "Cannot replay: no dead letter matches; tidemark dead-letters list shows them all");
    }
    if (found.leftOut() > 0) {
      console.say(
          "Left out %,d that were replayed before; --again sends them once more"
              .formatted(found.leftOut()));
    }
    if (found.size() > 0 && confirmed(found.size())) {
      replay
          .send(found)
          .forEach((topic, count) ->
              console.result("Replayed %,d events into %s".formatted(count, topic)));
    } else {
      console.say("Nothing was replayed.");
    }
    return 0;
  }

  private boolean confirmed(int count) {
    if (yes) {
      return true;
    }
    Console console = globals.console();
    if (!console.terminal()) {
      throw CommandException.usage("Cannot ask without a terminal: add --yes to replay");
    }
    return console.confirm("Replay %,d events?".formatted(count));
  }
}
