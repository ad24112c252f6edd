package dev.tidemark.cli.command;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "dev",
    description =
        "Run everything in one process: a Kafka broker, the jobs, both stores and the API.",
    footer = {"", "State lies below .tidemark/ and survives a restart. Ctrl-C ends it."})
final class DevCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private final Globals globals;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description = "The port of the API; 0 picks a free one.")
  private @Nullable Integer httpPort;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      description = "The port of the gRPC API; 0 picks a free one.")
  private @Nullable Integer grpcPort;

  @Option(
      names = "--flight-port",
      paramLabel = "N",
      description = "The port of Arrow Flight; 0 picks a free one.")
  private @Nullable Integer flightPort;

  @Option(
      names = "--broker-port",
      paramLabel = "N",
      description = "The port of the embedded broker; 0 picks a free one.")
  private @Nullable Integer brokerPort;

  @Option(names = "--no-apply", description = "Run what is deployed, not what is in the files.")
  private boolean noApply;

  DevCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws InterruptedException {
    Workspace workspace = globals.workspace();
    FeatureRepository repository = workspace.repository();
    Console console = globals.console();
    console.say("Starting Tidemark on " + repository.root() + " …");
    try (Node node = Node.start(ports(repository.settings()))) {
      Node.closeOnExit(node);
      if (!noApply) {
        apply(repository, node, console);
      }
      node.announce();
      ready(node, workspace.option(), console);
      node.awaitClose();
    }
    return 0;
  }

  private Settings ports(Settings settings) {
    Settings.Ports ports = settings.ports();
    return settings.at(
        settings.kafka(),
        new Settings.Ports(
            brokerPort == null ? ports.broker() : brokerPort,
            httpPort == null ? ports.http() : httpPort,
            grpcPort == null ? ports.grpc() : grpcPort,
            flightPort == null ? ports.flight() : flightPort),
        settings.state(),
        settings.history());
  }

  private static void apply(FeatureRepository repository, Node node, Console console)
      throws InterruptedException {
    try (RegistryTopic registry = new RegistryTopic(node.kafka(), node.project())) {
      Proposal proposal =
          Proposal.deploy(
              repository, registry, InstantSource.system(), change -> check(change, console));
      if (!proposal.plan().isEmpty()) {
        console.say(proposal.applied());
      }
    }
    node.awaitDeployed(PATIENCE);
  }

  private static void check(Proposal change, Console console) {
    if (!change.plan().breaking().isEmpty()) {
      console.say(change.plan().toText().stripTrailing());
      change.refuseBreaking(
          "--no-apply runs what is deployed, and tidemark apply --allow-breaking then deploys it");
    }
  }

  private static void ready(Node node, String option, Console console) {
    console.say(
        "Ready.  API %s   gRPC %s   Flight %s   Kafka %s"
            .formatted(node.http(), node.grpc(), node.flight(), node.bootstrapServers()));
    try (RegistryTopic registry = new RegistryTopic(node.kafka(), node.project())) {
      registry
          .current()
          .map(Compiler::compile)
          .ifPresent(
              deployed -> Suggestions.of(deployed, option, node.http()).forEach(console::say));
    }
    console.say("Ctrl-C ends it.");
  }
}
