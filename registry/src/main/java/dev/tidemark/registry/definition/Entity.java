package dev.tidemark.registry.definition;

import dev.tidemark.model.type.Column;
import java.util.List;

/**
 * What features describe.
 *
 * @param keys the fields of its key, one or more
 */
public record Entity(String name, List<Column> keys, Meta meta) {
  public Entity {
    keys = List.copyOf(keys);
  }

  public List<String> keyNames() {
    return keys.stream().map(Column::name).toList();
  }
}
