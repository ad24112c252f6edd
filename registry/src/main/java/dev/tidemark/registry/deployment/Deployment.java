package dev.tidemark.registry.deployment;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.View;
import dev.tidemark.registry.deployment.ResolutionException.Kind;
import dev.tidemark.registry.deployment.Selection.Selected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A version, resolved: what the jobs run and what requests are answered from. Immutable.
 *
 * @param logs the feature logs in the order of the definitions
 * @param views by name, each joined by its entity's own key names
 * @param services by name
 */
public record Deployment(
    Version version,
    List<FeatureLog> logs,
    Map<String, Join> views,
    Map<String, Selection> services) {
  public Deployment {
    logs = List.copyOf(logs);
    views = Map.copyOf(views);
    services = Map.copyOf(services);
  }

  public Topics topics() {
    return new Topics(version.project());
  }

  /**
   * The features of a service.
   *
   * @throws ResolutionException when there is no such service
   */
  public Selection service(String name) {
    Selection service = services.get(name);
    if (service == null) {
      throw new ResolutionException(
          Kind.SERVICE_NOT_FOUND,
          "Cannot find feature service %s%s"
              .formatted(name, Nearest.hint(name, services.keySet())));
    }
    return service;
  }

  /**
   * The features that references name.
   *
   * @param references {@code view:feature} each
   * @throws ResolutionException naming the first reference that does not resolve
   */
  public Selection select(List<String> references) {
    List<Selected> features = new ArrayList<>(references.size());
    for (String reference : references) {
      features.add(select(reference));
    }
    return new Selection(features);
  }

  private Selected select(String reference) {
    int colon = reference.indexOf(':');
    if (colon < 0) {
      throw new ResolutionException(
          Kind.MALFORMED_REFERENCE,
          "Cannot read feature reference %s: expected view:feature".formatted(reference));
    }
    String name = reference.substring(0, colon);
    Join join = views.get(name);
    if (join == null) {
      throw new ResolutionException(
          Kind.VIEW_NOT_FOUND,
          "Cannot find feature view %s%s".formatted(name, Nearest.hint(name, views.keySet())));
    }
    return new Selected(join, feature(join.view(), reference.substring(colon + 1)));
  }

  private static Feature feature(View view, String name) {
    return view.feature(name)
        .orElseThrow(() -> {
          List<String> known = view.features().stream().map(Feature::name).toList();
          return new ResolutionException(
              Kind.FEATURE_NOT_FOUND,
              "Cannot find feature %s in feature view %s%s"
                  .formatted(name, view.name(), Nearest.hint(name, known)));
        });
  }
}
