package dev.tidemark.registry.deployment;

import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureService.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Joins views to a request. What an on-demand view takes as input is joined by the part of the
 * service that names that view without another name, else by its entity's own keys; a part that
 * gives keys for an on-demand view joins all its inputs by them.
 *
 * @param views by name, each joined by its entity's own key names
 * @param onDemandViews by name
 * @param parts of the service, or none
 */
record Joining(Map<String, Join> views, Map<String, OnDemandView> onDemandViews, List<Part> parts) {

  static Selection service(
      FeatureService service, Map<String, Join> views, Map<String, OnDemandView> onDemandViews) {
    Joining joining = new Joining(views, onDemandViews, service.features());
    List<Selected> features = new ArrayList<>();
    for (Part part : service.features()) {
      Joined join = joining.join(part.view(), part.as().orElse(part.view()), part.keys());
      features.addAll(
          part.features().isEmpty()
              ? join.features()
              : part.features().stream().map(name -> join.feature(name).orElseThrow()).toList());
    }
    return new Selection(features);
  }

  Joined join(String view, String alias, Map<String, String> keys) {
    Join stored = views.get(view);
    if (stored != null && keys.isEmpty() && alias.equals(view)) {
      return stored;
    }
    if (stored != null) {
      List<String> keyNames =
          stored.keyNames().stream().map(name -> keys.getOrDefault(name, name)).toList();
      return new Join(stored.log(), stored.view(), alias, keyNames);
    }
    OnDemandView onDemand = onDemandViews.get(view);
    if (onDemand == null) {
      throw new IllegalStateException("Unvalidated definitions: no feature view " + view);
    }
    List<Joined> inputs = new ArrayList<>();
    for (String input : onDemand.inputs()) {
      inputs.add(keys.isEmpty() ? input(input) : join(input, input, keys));
    }
    return new OnDemandJoin(onDemand, alias, inputs);
  }

  private Joined input(String view) {
    Map<String, String> keys =
        parts.stream()
            .filter(part -> part.view().equals(view) && part.as().isEmpty())
            .findFirst()
            .map(Part::keys)
            .orElse(Map.of());
    return join(view, view, keys);
  }
}
