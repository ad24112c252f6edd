package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.status.StatusPage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Show what runs, and how far it is.")
final class StatusCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(
      names = "--wait",
      description = "First wait until all that was published before has taken effect.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait at most; ${DEFAULT-VALUE} by default.")
  private long timeout = 300;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  StatusCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    Console console = globals.console();
    try (NodeClient client = new NodeClient(globals.workspace().node())) {
      boolean reached = !wait || client.awaitCaughtUp(Duration.ofSeconds(timeout));
      JsonNode report = client.status();
      if (json) {
        console.result(report.toPrettyString());
      } else {
        StatusPage.lines(report, Instant.now()).forEach(console::result);
      }
      if (!reached) {
        throw CommandException.failed("Not caught up within %d s".formatted(timeout));
      }
    }
    return 0;
  }
}
