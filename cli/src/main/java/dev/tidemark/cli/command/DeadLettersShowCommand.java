package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.deadletter.Letter;
import dev.tidemark.cli.deadletter.LetterBox;
import dev.tidemark.cli.deadletter.LetterId;
import dev.tidemark.cli.deadletter.LetterPage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show a refused event, and why it was refused.")
final class DeadLettersShowCommand implements Callable<Integer> {
  private final Globals globals;

  @Parameters(paramLabel = "ID", description = "As list shows it, such as orders/0/17.")
  private String id = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--raw", description = "Print the bytes of the event's value, and nothing else.")
  private boolean raw;

  DeadLettersShowCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Workspace workspace = globals.workspace();
    Console console = globals.console();
    Letter letter = find(workspace, LetterId.parse(id));
    if (raw) {
      byte[] value = letter.content().value();
      System.out.writeBytes(value == null ? new byte[0] : value);
      System.out.flush();
    } else if (json) {
      console.result(LetterPage.json(letter).toPrettyString());
    } else {
      LetterPage.lines(letter).forEach(console::result);
    }
    return 0;
  }

  private static Letter find(Workspace workspace, LetterId id) {
    try (LetterBox box = new LetterBox(workspace.kafka(), workspace.settings().project())) {
      new LetterOptions().choice(box, List.of(id));
      return box.find(id)
          .orElseThrow(() ->
              CommandException.usage(
                  "Cannot find dead letter %s: tidemark dead-letters list%s --source %s shows those that are there"
                      .formatted(id, workspace.option(), id.source())));
    }
  }
}
