package dev.tidemark.registry.expression;

import dev.cel.runtime.CelVariableResolver;
import dev.tidemark.model.type.Column;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of one row, handed to CEL by name and converted only when asked for. */
final class Row implements CelVariableResolver {
  private final Map<String, Integer> places;
  private final List<Column> columns;
  private final @Nullable Object[] values;

  Row(Map<String, Integer> places, List<Column> columns, @Nullable Object[] values) {
    this.places = places;
    this.columns = columns;
    this.values = values;
  }

  @Override
  public Optional<Object> find(String name) {
    Integer place = places.get(name);
    return place == null
        ? Optional.empty()
        : Optional.of(CelValues.toCel(values[place], columns.get(place).type()));
  }
}
