package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.node.Bootstrap;
import dev.tidemark.cli.node.RunningNode;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A feature repository, and what runs on it. */
record Workspace(Path folder, Map<String, String> environment) {

  /** How the user names the folder in a further command; nothing for the current folder. */
  String option() {
    return folder.toString().isEmpty() ? "" : " -C " + folder;
  }

  Settings settings() {
    return FeatureRepository.settings(folder, environment);
  }

  FeatureRepository repository() {
    return FeatureRepository.read(folder, environment);
  }

  /**
   * The process that runs on this folder.
   *
   * @throws CommandException when none does
   */
  RunningNode node() {
    return RunningNode.on(settings().state().directory()).orElseThrow(this::nothingRuns);
  }

  /**
   * The settings of Kafka's clients: of the configured cluster, or of the embedded broker that
   * runs.
   *
   * @throws CommandException when there is neither
   */
  Map<String, String> kafka() {
    Settings settings = settings();
    return settings.embeddedBroker()
        ? Map.of("bootstrap.servers", node().kafka())
        : Bootstrap.reachable(settings.clients());
  }

  /**
   * The registry of the project, to be closed.
   *
   * @throws CommandException when there is no cluster
   */
  RegistryTopic registry() {
    return new RegistryTopic(kafka(), settings().project());
  }

  /** What is deployed, or empty before the first {@code apply}. */
  Optional<Version> deployed() {
    try (RegistryTopic registry = registry()) {
      return registry.current();
    }
  }

  /**
   * What is deployed.
   *
   * @throws CommandException when nothing is
   */
  Version version() {
    return deployed()
        .orElseThrow(() ->
            CommandException.failed(
                "Nothing is deployed in project %s: run tidemark apply%s"
                    .formatted(settings().project(), option())));
  }

  private CommandException nothingRuns() {
    return CommandException.failed(
        "No Tidemark runs on %s: start tidemark dev%s in another terminal"
            .formatted(folder.toAbsolutePath().normalize(), option()));
  }
}
