package dev.tidemark.cli.command;

import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Source;
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
   * @param option names the repository in a command
   * @param http the address of the API
   */
  static List<String> of(Definitions definitions, String option, String http) {
    List<String> lines = new ArrayList<>();
    Optional<Source> source = definitions.sources().stream().findFirst();
    source.ifPresent(
        s -> lines.add("Publish events: tidemark publish%s %s FILE".formatted(option, s.name())));
    definitions.services().stream()
        .findFirst()
        .ifPresent(service ->
            lines.add(
                "Look up:        tidemark get%s --service %s%s"
                    .formatted(option, service.name(), entities(definitions, service))));
    lines.add("See its state:  tidemark status" + option + "   or   curl " + http + "/health");
    return lines;
  }

  private static String entities(Definitions definitions, FeatureService service) {
    Set<String> keys = new LinkedHashSet<>();
    for (FeatureService.Part part : service.features()) {
      definitions.views().stream()
          .filter(view -> view.name().equals(part.view()))
          .map(FeatureView::entity)
          .flatMap(
              name -> definitions.entities().stream().filter(entity -> entity.name().equals(name)))
          .map(Entity::keyNames)
          .forEach(names -> names.forEach(name -> keys.add(part.keys().getOrDefault(name, name))));
    }
    StringBuilder options = new StringBuilder();
    keys.forEach(key -> options.append(" --entity ").append(key).append("=…"));
    return options.toString();
  }
}
