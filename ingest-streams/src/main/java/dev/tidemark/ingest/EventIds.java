package dev.tidemark.ingest;

import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.Identity;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What tells the events of a source apart, as texts. */
final class EventIds {
  private final @Nullable Identity identity;
  private final int column;

  EventIds(Source source) {
    identity = source.options().identity().orElse(null);
    List<String> names = source.allColumns().stream().map(c -> c.name()).toList();
    column = identity == null ? -1 : names.indexOf(identity.column());
  }

  /**
   * The id of an event with the column's name, since ids of another column are others. Empty when
   * it has none.
   */
  Optional<String> of(RawEvent event) {
    if (identity == null) {
      return Optional.empty();
    }
    Object id = column < 0 ? event.id() : event.values[column];
    String text = id instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(id);
    return id == null ? Optional.empty() : Optional.of(identity.column() + "=" + text);
  }
}
