package dev.tidemark.registry.yaml;

import dev.tidemark.registry.yaml.ServiceDraft.PartDraft;
import java.util.List;
import java.util.Objects;

/** Checks a service against the views that it names. */
record ServiceCheck(Catalog catalog, Problems problems) {

  void check(ServiceDraft service) {
    Once aliases = new Once("view in service (give one of them another name with as)", problems);
    for (PartDraft part : service.parts()) {
      aliases.add(part.alias());
      ViewDraft view = catalog.view(part.view());
      if (view != null) {
        features(part, view);
        keys(part, view);
      }
    }
  }

  private void features(PartDraft part, ViewDraft view) {
    List<String> known = view.featureNames();
    for (Located<String> feature : part.features()) {
      if (!known.contains(feature.value())) {
        problems.unknown("feature of the view", feature, known);
      }
    }
  }

  private void keys(PartDraft part, ViewDraft view) {
    EntityDraft entity = catalog.known(view.references().entity());
    if (entity == null) {
      return;
    }
    List<String> keys =
        entity.keys().stream()
            .map(ColumnDraft::name)
            .filter(Objects::nonNull)
            .map(Located::value)
            .toList();
    for (Located<String> key : part.keys().keySet()) {
      if (!keys.contains(key.value())) {
        problems.unknown("key of the view's entity", key, keys);
      }
    }
  }
}
