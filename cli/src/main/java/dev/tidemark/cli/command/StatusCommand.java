package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.node.NodeClient;
import java.time.Duration;
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
    try (NodeClient client = new NodeClient(globals.workspace().node().http())) {
      boolean reached = !wait || client.awaitCaughtUp(Duration.ofSeconds(timeout));
      JsonNode report = client.status();
      if (json) {
        console.result(report.toPrettyString());
      } else {
        print(report, console);
      }
      if (!reached) {
        throw CommandException.failed("Not caught up within %d s".formatted(timeout));
      }
    }
    return 0;
  }

  private static void print(JsonNode report, Console console) {
    int version = report.path("version").asInt();
    console.result(
        "Project %s, %s"
            .formatted(
                report.path("project").asText(),
                version == 0 ? "nothing deployed yet" : "version " + version + commit(report)));
    if (report.path("problem").isTextual()) {
      console.result(report.path("problem").asText());
    }
    Table table = new Table();
    for (JsonNode job : report.path("jobs")) {
      long lag = job.path("lag").asLong();
      table.row(
          job.path("name").asText(),
          job.path("state").asText().toLowerCase(java.util.Locale.ROOT),
          lag == 0 ? "caught up" : "%,d records behind".formatted(lag));
    }
    table.lines().forEach(console::result);
  }

  private static String commit(JsonNode report) {
    String commit = report.path("commit").asText("");
    return commit.length() < 7 ? "" : " of commit " + commit.substring(0, 7);
  }
}
