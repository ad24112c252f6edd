package dev.tidemark.registry.deployment;

import dev.tidemark.model.type.Column;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.deployment.ResolutionException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A version, resolved: what the jobs run and what requests are answered from. Immutable.
 *
 * @param logs the feature logs in the order of the definitions
 * @param views by name, each joined by its entity's own key names
 * @param onDemandViews by name
 * @param services by name
 * @param servedLogs of the services that are logged, by name
 */
public record Deployment(
    Version version,
    List<FeatureLog> logs,
    Map<String, Join> views,
    Map<String, OnDemandView> onDemandViews,
    Map<String, Selection> services,
    Map<String, ServedLog> servedLogs) {
  public Deployment {
    logs = List.copyOf(logs);
    views = Map.copyOf(views);
    onDemandViews = Map.copyOf(onDemandViews);
    services = Map.copyOf(services);
    servedLogs = Map.copyOf(servedLogs);
  }

  /** Every log that has a history. */
  public List<RowLog> rowLogs() {
    return Stream.<RowLog>concat(logs.stream(), servedLogs.values().stream()).toList();
  }

  public Topics topics() {
    return new Topics(version.project());
  }

  /** The names of all columns of request data that some on-demand view may need. */
  public Set<String> requestColumns() {
    return version.definitions().onDemandViews().stream()
        .flatMap(view -> view.request().stream())
        .map(Column::name)
        .collect(Collectors.toSet());
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
    Joining joining = new Joining(views, onDemandViews, List.of());
    List<Selected> features = new ArrayList<>(references.size());
    for (String reference : references) {
      features.add(select(joining, reference));
    }
    return new Selection(features);
  }

  private Selected select(Joining joining, String reference) {
    int colon = reference.indexOf(':');
    if (colon < 0) {
      throw new ResolutionException(
          Kind.MALFORMED_REFERENCE,
          "Cannot read feature reference %s: expected view:feature".formatted(reference));
    }
    String view = reference.substring(0, colon);
    if (!views.containsKey(view) && !onDemandViews.containsKey(view)) {
      Set<String> known = new LinkedHashSet<>(views.keySet());
      known.addAll(onDemandViews.keySet());
      throw new ResolutionException(
          Kind.VIEW_NOT_FOUND,
          "Cannot find feature view %s%s".formatted(view, Nearest.hint(view, known)));
    }
    return feature(joining.join(view, view, Map.of()), reference.substring(colon + 1));
  }

  private static Selected feature(Joined join, String name) {
    return join.feature(name)
        .orElseThrow(() -> {
          List<String> known = join.features().stream().map(Selected::name).toList();
          return new ResolutionException(
              Kind.FEATURE_NOT_FOUND,
              "Cannot find feature %s in feature view %s%s"
                  .formatted(name, join.viewName(), Nearest.hint(name, known)));
        });
  }
}
