package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.definition.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "node",
    description = "Run one production process against kafka.bootstrap.servers; applies nothing.")
final class NodeCommand implements Callable<Integer> {
  private final Globals globals;

  NodeCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = globals.workspace().settings();
    if (settings.embeddedBroker()) {
      throw CommandException.usage(
          "Cannot start a node without a Kafka cluster: set kafka.bootstrap.servers in"
              + " tidemark.yaml, or use tidemark dev, which brings its own broker");
    }
    try (Node node = Node.start(settings)) {
      Node.closeOnExit(node);
      node.announce();
      globals
          .console()
          .say(
              "Ready.  Project %s   API %s   gRPC %s   Flight %s   Kafka %s"
                  .formatted(
                      settings.project(),
                      node.http(),
                      node.grpc(),
                      node.flight(),
                      node.bootstrapServers()));
      node.awaitClose();
    }
    return 0;
  }
}
