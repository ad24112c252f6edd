package dev.tidemark.cli.command;

import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which features a command is about: a service's, or those that are listed. */
final class FeatureOptions {
  @ArgGroup(multiplicity = "1")
  private Choice choice = new Choice();

  @Option(
      names = "--full-feature-names",
      description = "Name features view__feature, so that two views may name theirs alike.")
  private boolean fullNames;

  /** One of the two. */
  static final class Choice {
    @Option(names = "--service", paramLabel = "S", description = "All features of a service.")
    private @Nullable String service;

    @Option(
        names = "--features",
        paramLabel = "view:feature",
        split = ",",
        description = "Features, separated by commas.")
    private List<String> features = List.of();
  }

  @Nullable String service() {
    return choice.service;
  }

  List<String> features() {
    return choice.features;
  }

  boolean fullNames() {
    return fullNames;
  }

  Selection in(Deployment deployment) {
    String service = choice.service;
    return service == null ? deployment.select(choice.features) : deployment.service(service);
  }
}
