package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.offline.Choice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which features a training set gets. */
final class ExportFeatures {
  @Option(names = "--service", paramLabel = "S", description = "All features of a service.")
  private @Nullable String service;

  @Option(
      names = "--features",
      paramLabel = "view:feature",
      split = ",",
      description = "Features, separated by commas; with --service some of the service's.")
  private List<String> features = List.of();

  @Option(
      names = "--full-feature-names",
      description = "Name features view__feature, so that two views may name theirs alike.")
  private boolean fullNames;

  boolean given() {
    return service != null || !features.isEmpty();
  }

  boolean fullNames() {
    return fullNames;
  }

  /**
   * The features.
   *
   * @param none whether there may be none
   */
  Choice choice(boolean none) {
    if (!given() && !none) {
      throw CommandException.usage(
          "Cannot export: name the features, with --service S or --features view:feature,…");
    }
    return new Choice(Optional.ofNullable(service), features);
  }
}
