package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.yaml.ServiceDraft.PartDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The columns by which views are joined; an on-demand view has those of all its inputs. The rule is
 * that of {@link dev.tidemark.registry.definition.FeatureService.Part#keys}.
 *
 * @param parts of the service in which the views stand, or none
 */
record ViewKeys(Catalog catalog, List<PartDraft> parts) {

  /**
   * The columns, or empty when a view or an entity on the way to them could not be read.
   *
   * @param renamed from key names to columns, where they differ
   */
  Optional<List<KeyColumn>> of(AnyView view, Map<String, String> renamed) {
    List<KeyColumn> keys = new ArrayList<>();
    return collect(view, renamed, keys, new HashSet<>()) ? Optional.of(keys) : Optional.empty();
  }

  private boolean collect(
      AnyView view, Map<String, String> renamed, List<KeyColumn> keys, Set<String> way) {
    return switch (view) {
      case ViewDraft stored -> add(stored, renamed, keys);
      case OnDemandDraft onDemand -> {
        boolean whole = true;
        for (Located<String> input : onDemand.inputs()) {
          AnyView found = catalog.knownView(input.value());
          if (found == null) {
            whole = false;
          } else if (way.add(input.value())) {
            whole &= collect(found, renamed.isEmpty() ? own(input) : renamed, keys, way);
            way.remove(input.value());
          }
        }
        yield whole;
      }
    };
  }

  private boolean add(ViewDraft view, Map<String, String> renamed, List<KeyColumn> keys) {
    EntityDraft entity = catalog.known(view.references().entity());
    if (entity == null) {
      return false;
    }
    for (ColumnDraft key : entity.keys()) {
      if (key.name() != null) {
        String name = key.name().value();
        Located<ValueType> type = key.type();
        keys.add(
            new KeyColumn(
                entity.label(),
                renamed.getOrDefault(name, name),
                type == null ? null : type.value()));
      }
    }
    return true;
  }

  private Map<String, String> own(Located<String> view) {
    return parts.stream()
        .filter(part -> part.as() == null && part.names(view.value()))
        .findFirst()
        .map(ViewKeys::renamed)
        .orElse(Map.of());
  }

  static Map<String, String> renamed(PartDraft part) {
    Map<String, String> renamed = new HashMap<>();
    part.keys().forEach((key, column) -> renamed.put(key.value(), column.value()));
    return renamed;
  }
}
