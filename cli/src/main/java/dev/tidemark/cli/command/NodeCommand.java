package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.definition.Settings.RoleName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "node",
    description = "Run one production process against kafka.bootstrap.servers; applies nothing.")
final class NodeCommand implements Callable<Integer> {
  private final Globals globals;

  @Option(
      names = "--roles",
      paramLabel = "shape,fold,history",
      split = ",",
      converter = RoleConverter.class,
      description = "What it does, with commas in between; all by default, or node.roles.")
  private List<RoleName> roles = List.of();

  NodeCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
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

  private Settings settings() {
    Settings settings = globals.workspace().settings();
    Settings.Member node = settings.node();
    return roles.isEmpty()
        ? settings
        : settings.as(
            new Settings.Member(node.host(), Set.copyOf(roles), node.replicationFactor()));
  }
}
