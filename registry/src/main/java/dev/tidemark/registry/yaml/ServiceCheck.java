package dev.tidemark.registry.yaml;

import dev.tidemark.registry.yaml.ServiceDraft.PartDraft;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks a service against the views that it names. */
record ServiceCheck(Catalog catalog, Problems problems) {

  void check(ServiceDraft service) {
    Map<String, Place> aliases = new HashMap<>();
    for (PartDraft part : service.parts()) {
      alias(part, aliases);
      AnyView view = catalog.view(part.view());
      if (view != null) {
        features(part, view);
        keys(part, view);
      }
    }
    new ServiceNames(catalog, problems, service).check();
  }

  private void alias(PartDraft part, Map<String, Place> aliases) {
    Located<String> alias = part.alias();
    Place first = alias == null ? null : aliases.putIfAbsent(alias.value(), alias.place());
    if (alias != null && first != null) {
      problems.add(
          alias.place(),
          "duplicate view %s: first at %s; give one of them another name with as",
          alias.value(),
          first);
    }
  }

  private void features(PartDraft part, AnyView view) {
    List<String> known = view.featureNames();
    for (Located<String> feature : part.features()) {
      if (!known.contains(feature.value())) {
        problems.unknown("feature", feature, " in view " + view.label(), known);
      }
    }
  }

  private void keys(PartDraft part, AnyView view) {
    Optional<List<KeyColumn>> known = new ViewKeys(catalog, List.of()).of(view, Map.of());
    if (known.isEmpty()) {
      return;
    }
    List<String> keys = known.get().stream().map(KeyColumn::name).distinct().toList();
    for (Located<String> key : part.keys().keySet()) {
      if (!keys.contains(key.value())) {
        problems.unknown("key", key, " of view " + view.label(), keys);
      }
    }
  }
}
