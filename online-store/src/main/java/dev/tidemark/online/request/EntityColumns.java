package dev.tidemark.online.request;

import dev.tidemark.model.type.Column;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The entity columns of requests for a selection, typed by the keys that they stand for. */
final class EntityColumns {
  private final Selection selection;
  private final Map<String, Column> known = new LinkedHashMap<>();
  private final Set<String> needed = new LinkedHashSet<>();
  private final Set<String> requestColumns;

  EntityColumns(Deployment deployment, Selection selection) {
    this.selection = selection;
    this.requestColumns = deployment.requestColumns();
    for (Entity entity : deployment.version().definitions().entities()) {
      entity.keys().forEach(key -> known.put(key.name(), key));
    }
    // A service may give a key another name; that name is nearer than an entity's
    selection.keys().forEach(key -> known.put(key.name(), key));
    selection.request().forEach(column -> needed.add(column.name()));
  }

  /**
   * The columns in the order of the request; request data may stand among them and is left out.
   *
   * @throws RequestException when a column is no key, a key has no column or a value does not fit
   */
  List<TypedColumn> typed(FeatureRequest request) {
    List<TypedColumn> typed = new ArrayList<>();
    request
        .entities()
        .forEach((name, values) -> {
          if (!requestData(name)) {
            typed.add(TypedColumn.read("entities", column(name), values));
          }
        });
    for (Column key : selection.keys()) {
      if (typed.stream().noneMatch(t -> t.column().name().equals(key.name()))) {
        throw RequestException.unfit(
            "Cannot look up: entities lacks the key column %s%s"
                .formatted(key.name(), Nearest.hint(key.name(), request.entities().keySet())));
      }
    }
    return typed;
  }

  /** Whether a column is request data and no key: it is not part of the answer. */
  private boolean requestData(String name) {
    return needed.contains(name)
        ? selection.keys().stream().noneMatch(key -> key.name().equals(name))
        : !known.containsKey(name) && requestColumns.contains(name);
  }

  private Column column(String name) {
    Column column = known.get(name);
    if (column == null) {
      Set<String> allowed = new LinkedHashSet<>(needed);
      allowed.addAll(known.keySet());
      throw new RequestException(
          404,
          "EntityNotFoundException",
          "Cannot find an entity with the key %s%s".formatted(name, Nearest.hint(name, allowed)));
    }
    return column;
  }
}
