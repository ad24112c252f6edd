package dev.tidemark.registry.plan;

import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who uses which feature: on-demand features by their expressions, and services, also through them.
 */
final class Users {
  private final ByName names;
  private final Map<Reference, Set<Reference>> derived = new HashMap<>();
  private final Map<Reference, Set<String>> services = new HashMap<>();

  Users(ByName names) {
    this.names = names;
    names.onDemand().values().forEach(this::expressions);
    names.services().values().forEach(this::service);
  }

  private void expressions(OnDemandFeatureView view) {
    for (OnDemandFeatureView.Feature feature : view.features()) {
      Reference user = new Reference(view.name(), feature.name());
      for (String word : Words.of(feature.expression())) {
        int dot = word.indexOf('.');
        if (dot > 0 && view.inputs().contains(word.substring(0, dot))) {
          derived
              .computeIfAbsent(
                  new Reference(word.substring(0, dot), word.substring(dot + 1)),
                  input -> new LinkedHashSet<>())
              .add(user);
        }
      }
    }
  }

  private void service(FeatureService service) {
    for (FeatureService.Part part : service.features()) {
      for (String feature : ServiceShape.features(part, names)) {
        services
            .computeIfAbsent(new Reference(part.view(), feature), f -> new LinkedHashSet<>())
            .add(service.name());
      }
    }
  }

  /** The services that give a feature. */
  Set<String> servicesWith(Reference feature) {
    return services.getOrDefault(feature, Set.of());
  }

  /** The on-demand features of whose expressions a feature is an operand. */
  Set<Reference> derivedFrom(Reference feature) {
    return derived.getOrDefault(feature, Set.of());
  }

  /** On-demand views and services that use any of the features, also in several steps. */
  List<String> of(Collection<Reference> features) {
    Set<Reference> reached = new LinkedHashSet<>(features);
    List<Reference> open = new ArrayList<>(features);
    while (!open.isEmpty()) {
      for (Reference user : derivedFrom(open.removeLast())) {
        if (reached.add(user)) {
          open.add(user);
        }
      }
    }
    Set<String> views = new LinkedHashSet<>();
    Set<String> users = new LinkedHashSet<>();
    for (Reference feature : reached) {
      if (names.onDemand().containsKey(feature.view()) && !features.contains(feature)) {
        views.add(names.describe(feature.view()));
      }
      servicesWith(feature).forEach(service -> users.add("feature service " + service));
    }
    views.addAll(users);
    return List.copyOf(views);
  }
}
