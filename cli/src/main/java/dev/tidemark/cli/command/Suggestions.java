package dev.tidemark.cli.command;

import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What to try on a repository whose definitions run. */
final class Suggestions {
  private Suggestions() {}

  /**
   * One line each.
   *
   * @param deployment what runs
   * @param option names the repository in a command
   * @param http the address of the API
   */
  static List<String> of(Deployment deployment, String option, String http) {
    Definitions definitions = deployment.version().definitions();
    List<String> lines = new ArrayList<>();
    Optional<Source> source = definitions.sources().stream().findFirst();
    source.ifPresent(
        s -> lines.add("Publish events: tidemark publish%s %s FILE".formatted(option, s.name())));
    definitions.services().stream()
        .map(FeatureService::name)
        .findFirst()
        .ifPresent(service ->
            lines.add(
                "Look up:        tidemark get%s --service %s%s"
                    .formatted(option, service, columns(deployment.service(service)))));
    lines.add("See its state:  tidemark status" + option + "   or   curl " + http + "/health");
    return lines;
  }

  /** An option for each column that a request must bring. */
  private static String columns(Selection selection) {
    Set<String> options = new LinkedHashSet<>();
    Set<String> keys = new LinkedHashSet<>();
    selection.keys().forEach(key -> keys.add(key.name()));
    keys.forEach(key -> options.add(" --entity " + key + "=…"));
    for (Column column : selection.request()) {
      if (!keys.contains(column.name())) {
        options.add(" --request " + column.name() + "=…");
      }
    }
    return String.join("", options);
  }
}
