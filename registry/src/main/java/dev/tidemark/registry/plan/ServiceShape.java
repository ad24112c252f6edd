package dev.tidemark.registry.plan;

import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A service as its callers see it.
 *
 * @param parts by the names under which views appear
 */
record ServiceShape(Map<String, Part> parts) {

  /**
   * What one view gives and needs.
   *
   * @param keys from the entities' key names to the request's columns
   */
  record Part(String view, List<String> features, Map<String, Column> keys) {
    List<String> columns() {
      return keys.values().stream().map(Column::name).toList();
    }
  }

  static ServiceShape of(FeatureService service, ByName names) {
    Map<String, Part> parts = new LinkedHashMap<>();
    for (FeatureService.Part part : service.features()) {
      Map<String, Column> keys = new LinkedHashMap<>();
      for (String view : views(part.view(), names)) {
        FeatureView plain = names.views().get(view);
        if (plain != null) {
          for (Column key : keys(plain, names)) {
            String column = part.keys().getOrDefault(key.name(), key.name());
            keys.put(key.name(), new Column(column, key.type()));
          }
        }
      }
      parts.put(part.as().orElse(part.view()), new Part(part.view(), features(part, names), keys));
    }
    return new ServiceShape(parts);
  }

  /** The features that a part gives, in order. */
  static List<String> features(FeatureService.Part part, ByName names) {
    return part.features().isEmpty()
        ? List.copyOf(names.featuresOf(part.view()).keySet())
        : part.features();
  }

  private static List<Column> keys(FeatureView view, ByName names) {
    Entity entity = names.entities().get(view.entity());
    return entity == null ? List.of() : entity.keys();
  }

  /** A view, and all that it takes as inputs. */
  private static Set<String> views(String view, ByName names) {
    Set<String> views = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(view));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      OnDemandFeatureView onDemand = names.onDemand().get(next);
      if (views.add(next) && onDemand != null) {
        open.addAll(onDemand.inputs());
      }
    }
    return views;
  }
}
