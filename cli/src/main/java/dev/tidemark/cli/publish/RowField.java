package dev.tidemark.cli.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field of an event, perhaps inside others.
 *
 * @param path the names, the outermost first
 */
record RowField(List<String> path) {

  /** Where a column, or a dotted path, is read; empty when that is no field of the message. */
  static Optional<RowField> of(Source source, String columnOrPath) {
    return source.origin(columnOrPath) instanceof Origin.Field field
        ? Optional.of(new RowField(field.path()))
        : Optional.empty();
  }

  @Nullable JsonNode get(ObjectNode event) {
    ObjectNode parent = parent(event);
    return parent == null ? null : parent.get(path.getLast());
  }

  /** Puts a value in the place of the one that is there. */
  void replace(ObjectNode event, JsonNode value) {
    ObjectNode parent = parent(event);
    if (parent != null) {
      parent.set(path.getLast(), value);
    }
  }

  private @Nullable ObjectNode parent(ObjectNode event) {
    JsonNode at = event;
    for (String name : path.subList(0, path.size() - 1)) {
      at = at.path(name);
    }
    return at instanceof ObjectNode object ? object : null;
  }
}
